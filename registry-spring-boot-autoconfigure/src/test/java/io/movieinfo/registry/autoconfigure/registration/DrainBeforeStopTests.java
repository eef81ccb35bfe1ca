package io.movieinfo.registry.autoconfigure.registration;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.movieinfo.registry.autoconfigure.GreetingService;
import io.movieinfo.registry.balancer.LoadBalancer;
import io.movieinfo.registry.client.RegistryClient;
import io.movieinfo.registry.client.discovery.DiscoveryClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.reactor.netty.NettyWebServer;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.grpc.server.lifecycle.GrpcServerLifecycle;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.Mockito.mock;

/**
 * Servers that stop in a lifecycle phase of their own, gRPC's in the highest of all,
 * while a registry holds the drain open.
 */
class DrainBeforeStopTests {

	private final FakeRegistrar registrar = new FakeRegistrar();

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private final CountDownLatch draining = new CountDownLatch(1);

	private final CountDownLatch acknowledged = new CountDownLatch(1);

	/** What the server answered when the drain was over and the deregistration came. */
	private final List<String> answersAtDeregistration = new CopyOnWriteArrayList<>();

	private final List<AutoCloseable> clients = new ArrayList<>();

	private ConfigurableApplicationContext context = new GenericApplicationContext();

	@AfterEach
	void closeContext() throws Exception {
		this.acknowledged.countDown();
		this.context.close();
		for (AutoCloseable client : this.clients) {
			client.close();
		}
		this.threads.shutdown();
	}

	@Test
	void reactiveServerAnswersOnKeptAndNewConnectionsUntilDrainedAndDeregistered() throws Exception {
		start(WebApplicationType.REACTIVE, ReactiveApplication.class);
		assertThat(((WebServerApplicationContext) this.context).getWebServer()).isInstanceOf(NettyWebServer.class);
		URI uri = URI
			.create("http://127.0.0.1:" + this.context.getEnvironment().getProperty("local.server.port") + "/greeting");
		HttpClient kept = HttpClient.newHttpClient();
		assertThat(get(kept, uri)).isEqualTo("hello");
		this.registrar.onDeregister = () -> this.answersAtDeregistration
			.addAll(List.of(get(kept, uri), get(HttpClient.newHttpClient(), uri)));
		Future<?> closed = closeUntilDraining();
		assertThat(get(kept, uri)).isEqualTo("hello");
		assertThat(get(HttpClient.newHttpClient(), uri)).isEqualTo("hello");
		assertLeavesWhenAcknowledged(closed);
		assertThatExceptionOfType(UncheckedIOException.class).isThrownBy(() -> get(HttpClient.newHttpClient(), uri))
			.withCauseInstanceOf(ConnectException.class);
	}

	@Test
	void grpcServerAnswersOnKeptAndNewConnectionsUntilDrainedAndDeregistered() throws Exception {
		start(WebApplicationType.NONE, GrpcApplication.class);
		int port = this.context.getBean(GrpcServerLifecycle.class).getPort();
		ManagedChannel kept = channel(port);
		assertThat(GreetingService.greet(kept, "you")).isEqualTo("hello you");
		this.registrar.onDeregister = () -> this.answersAtDeregistration
			.addAll(List.of(GreetingService.greet(kept, "1"), GreetingService.greet(channel(port), "2")));
		Future<?> closed = closeUntilDraining();
		assertThat(GreetingService.greet(kept, "again")).isEqualTo("hello again");
		assertThat(GreetingService.greet(channel(port), "newcomer")).isEqualTo("hello newcomer");
		assertLeavesWhenAcknowledged(closed);
		assertThatExceptionOfType(StatusRuntimeException.class)
			.isThrownBy(() -> GreetingService.greet(channel(port), "late"))
			.extracting((ex) -> ex.getStatus().getCode())
			.isEqualTo(Status.Code.UNAVAILABLE);
	}

	@Test
	void registryThatNeverAcknowledgesDelaysTheStopByTheLimitOnly() {
		start(WebApplicationType.REACTIVE, ReactiveApplication.class, "--registry.client.drain.timeout=200ms");
		assertStopsAtTheLimit();
		start(WebApplicationType.NONE, GrpcApplication.class, "--registry.client.drain.timeout=200ms");
		assertStopsAtTheLimit();
	}

	/**
	 * A drain ends at its limit at the latest, whatever the registry does.
	 */
	private void assertStopsAtTheLimit() {
		FakeRegistrar.FakeRegistration registration = this.registrar.registrations
			.get(this.registrar.registrations.size() - 1);
		List<Boolean> acknowledgedInTime = new ArrayList<>();
		this.registrar.onDrain = () -> {
			try {
				acknowledgedInTime
					.add(this.acknowledged.await(registration.drained.get(0).toMillis(), TimeUnit.MILLISECONDS));
			}
			catch (InterruptedException ex) {
				throw new AssertionError(ex);
			}
		};
		this.context.close();
		assertThat(acknowledgedInTime).containsExactly(false);
		assertThat(registration.drained).containsExactly(Duration.ofMillis(200));
		assertThat(registration.deregistered).hasValue(1);
	}

	/**
	 * Begins to close the application, whose registry does not answer the drain yet.
	 */
	private Future<?> closeUntilDraining() throws InterruptedException {
		this.registrar.onDrain = () -> {
			this.draining.countDown();
			await(this.acknowledged);
		};
		Future<?> closed = this.threads.submit(this.context::close);
		assertThat(this.draining.await(10, TimeUnit.SECONDS)).isTrue();
		return closed;
	}

	private void assertLeavesWhenAcknowledged(Future<?> closed) throws Exception {
		assertThat(this.registrar.only().deregistered).hasValue(0);
		assertThat(closed).isNotDone();
		this.acknowledged.countDown();
		closed.get(30, TimeUnit.SECONDS);
		assertThat(this.registrar.only().deregistered).hasValue(1);
		assertThat(this.answersAtDeregistration).hasSize(2);
	}

	private void start(WebApplicationType type, Class<?> source, String... arguments) {
		List<String> all = new ArrayList<>(List.of("--spring.application.name=user-service", "--server.port=0",
				"--server.address=127.0.0.1", "--spring.grpc.server.port=0", "--spring.grpc.server.address=127.0.0.1"));
		all.addAll(List.of(arguments));
		this.context = new SpringApplicationBuilder(Application.class).sources(source)
			.web(type)
			.initializers((context) -> {
				GenericApplicationContext generic = (GenericApplicationContext) context;
				generic.registerBean("registryRegistrar", Registrar.class, () -> this.registrar);
			})
			.run(all.toArray(String[]::new));
	}

	private ManagedChannel channel(int port) {
		ManagedChannel channel = Grpc.newChannelBuilder("dns:///127.0.0.1:" + port, InsecureChannelCredentials.create())
			.build();
		this.clients.add(channel::shutdownNow);
		return channel;
	}

	private static String get(HttpClient http, URI uri) {
		try {
			return http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString()).body();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			throw new AssertionError(ex);
		}
	}

	private static void await(CountDownLatch latch) {
		try {
			assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
		}
		catch (InterruptedException ex) {
			throw new AssertionError(ex);
		}
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		RegistryClient registryClient() {
			return RegistryClient.builder().build();
		}

		@Bean
		LoadBalancer loadBalancer() {
			return mock(LoadBalancer.class);
		}

		@Bean
		DiscoveryClient discoveryClient() {
			return mock(DiscoveryClient.class);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class ReactiveApplication {

		@Bean
		RouterFunction<ServerResponse> greeting() {
			return RouterFunctions.route()
				.GET("/greeting", (request) -> ServerResponse.ok().bodyValue("hello"))
				.build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class GrpcApplication {

		@Bean
		GreetingService greetingService() {
			return new GreetingService((name) -> "hello " + name);
		}

	}

}
