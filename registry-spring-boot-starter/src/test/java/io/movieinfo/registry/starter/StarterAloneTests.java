package io.movieinfo.registry.starter;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

import com.sun.net.httpserver.HttpServer;
import io.movieinfo.registry.balancer.Endpoint;
import io.movieinfo.registry.balancer.LoadBalancer;
import io.movieinfo.registry.balancer.Outcome;
import io.movieinfo.registry.balancer.PickContext;
import io.movieinfo.registry.client.FakeRegistry;
import io.movieinfo.registry.client.discovery.DiscoveryClient;
import io.movieinfo.registry.protocol.InstanceKey;
import io.movieinfo.registry.protocol.ServiceInstance;
import io.movieinfo.registry.protocol.ServiceKey;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.util.ClassUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An application that has nothing but the starter: no web, no Actuator, no Micrometer.
 */
class StarterAloneTests {

	private static final ServiceKey BATCH = new ServiceKey("default", "batch");

	private static final InstanceKey INSTANCE = new InstanceKey(BATCH, "batch-1");

	private final FakeRegistry registry = FakeRegistry.start();

	private final HttpServer server = server();

	@AfterEach
	void stop() {
		this.registry.close();
		this.server.stop(0);
	}

	@ParameterizedTest
	@ValueSource(strings = { "org.springframework.boot.actuate.endpoint.annotation.Endpoint",
			"org.springframework.boot.actuate.autoconfigure.endpoint.EndpointAutoConfiguration",
			"org.springframework.boot.health.contributor.HealthIndicator",
			"org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration",
			"io.micrometer.core.instrument.MeterRegistry", "org.springframework.http.HttpHeaders",
			"org.springframework.web.client.RestClient", "org.springframework.web.reactive.function.client.WebClient",
			"org.springframework.boot.web.server.WebServer", "jakarta.servlet.Servlet", "reactor.core.publisher.Mono",
			"io.grpc.Channel", "org.springframework.cloud.client.ServiceInstance" })
	void starterDoesNotBring(String name) {
		assertThat(ClassUtils.isPresent(name, getClass().getClassLoader())).isFalse();
	}

	@Test
	void plainApplicationRegistersDiscoversCallsAndLeaves() throws Exception {
		try (ConfigurableApplicationContext context = start()) {
			await().until(() -> isRoutable(this.registry.get(INSTANCE)));
			assertThat(context.getBean(DiscoveryClient.class).getInstances(BATCH.name()).instances())
				.extracting(ServiceInstance::id)
				.containsExactly(INSTANCE.id());
			LoadBalancer balancer = context.getBean(LoadBalancer.class);
			Endpoint picked = balancer.pick(BATCH, PickContext.NONE);
			assertThat(call(picked.instance())).isEqualTo("hello");
			balancer.complete(picked, Outcome.SUCCESS, 1_000_000);
		}
		assertThat(this.registry.get(INSTANCE)).isNull();
	}

	private ConfigurableApplicationContext start() {
		return SpringApplication.run(PlainApplication.class, "--spring.application.name=batch",
				"--registry.client.server-urls=" + this.registry.url(), "--registry.client.instance.id=batch-1",
				"--registry.client.instance.address=127.0.0.1",
				"--registry.client.instance.port=" + this.server.getAddress().getPort(),
				"--registry.client.registration.deregister-timeout=30s", "--registry.client.discovery.initial-wait=30s",
				"--registry.client.discovery.cache.enabled=false", "--spring.main.banner-mode=off");
	}

	private static String call(ServiceInstance instance) throws IOException, InterruptedException {
		URI uri = URI.create("http://%s:%d/".formatted(instance.address(), instance.port()));
		return HttpClient.newHttpClient().send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()).body();
	}

	private static HttpServer server() {
		try {
			HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
			server.createContext("/", (exchange) -> {
				exchange.sendResponseHeaders(200, 5);
				exchange.getResponseBody().write("hello".getBytes(StandardCharsets.UTF_8));
				exchange.close();
			});
			server.start();
			return server;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static boolean isRoutable(@Nullable ServiceInstance instance) {
		return instance != null && instance.routable();
	}

	private static ConditionFactory await() {
		return Awaitility.await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(10));
	}

	@SpringBootConfiguration
	@EnableAutoConfiguration
	static class PlainApplication {

	}

}
