package io.movieinfo.registry.autoconfigure.registration;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.movieinfo.registry.balancer.LoadBalancer;
import io.movieinfo.registry.client.RegistryClient;
import io.movieinfo.registry.client.discovery.DiscoveryClient;
import io.movieinfo.registry.protocol.InstanceContent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.support.GenericApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

/**
 * Where an application says that its metrics are, and that they are there.
 */
class ManagementServerTests {

	private static final String EXPOSED = "--management.endpoints.web.exposure.include=prometheus";

	private final FakeRegistrar registrar = new FakeRegistrar();

	private final HttpClient http = HttpClient.newHttpClient();

	private ConfigurableApplicationContext context = new GenericApplicationContext();

	@AfterEach
	void closeContext() {
		this.context.close();
	}

	@Test
	void metricsThatAreNotExposedAreNotTold() {
		assertThat(start(WebApplicationType.SERVLET).meta()).isEmpty();
	}

	@Test
	void switchedOffManagementEndpointsAreNotTold() {
		assertThat(start(WebApplicationType.SERVLET, EXPOSED, "--management.server.port=-1").meta()).isEmpty();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					SERVLET  | /actuator/prometheus          | --a=
					SERVLET  | /metrics                      | --management.endpoints.web.base-path=/ --management.endpoints.web.path-mapping.prometheus=metrics
					SERVLET  | /app/web/manage/prometheus    | --server.servlet.context-path=/app --spring.mvc.servlet.path=/web/ --management.endpoints.web.base-path=/manage
					REACTIVE | /actuator/prometheus          | --server.servlet.context-path=/app
					REACTIVE | /app/actuator/prometheus      | --spring.webflux.base-path=/app""")
	void pathOfExposedMetricsIsTold(WebApplicationType type, String path, String arguments) throws Exception {
		InstanceContent content = start(type, (EXPOSED + " " + arguments).split(" ", -1));
		assertThat(content.meta()).containsOnly(Map.entry("registry.metrics-path", path));
		assertThat(metrics(content.port(), path)).contains("# HELP jvm_");
	}

	@Test
	void portSchemeAndPathOfAServerOfItsOwnAreTold() throws Exception {
		InstanceContent content = start(WebApplicationType.SERVLET, EXPOSED, "--management.server.port=0",
				"--management.server.base-path=/internal", "--server.servlet.context-path=/app");
		int port = this.context.getEnvironment().getRequiredProperty("local.management.port", int.class);
		assertThat(content.meta()).containsOnly(Map.entry("registry.management-port", Integer.toString(port)),
				Map.entry("registry.management-scheme", "http"),
				Map.entry("registry.metrics-path", "/internal/actuator/prometheus"));
		assertThat(port).isNotEqualTo(content.port());
		assertThat(metrics(port, "/internal/actuator/prometheus")).contains("# HELP jvm_");
	}

	@Test
	void propertiesWinOverWhatIsFound() {
		assertThat(start(WebApplicationType.SERVLET, EXPOSED,
				"--registry.client.instance.meta.registry.metrics-path=/elsewhere")
			.meta()).containsOnly(Map.entry("registry.metrics-path", "/elsewhere"));
	}

	private InstanceContent start(WebApplicationType type, String... arguments) {
		List<String> all = new ArrayList<>(List.of("--spring.application.name=user-service", "--server.port=0",
				"--server.address=127.0.0.1", "--spring.grpc.server.enabled=false"));
		all.addAll(List.of(arguments));
		this.context = new SpringApplicationBuilder(Application.class).web(type).initializers((context) -> {
			GenericApplicationContext generic = (GenericApplicationContext) context;
			generic.registerBean("registryRegistrar", Registrar.class, () -> this.registrar);
			generic.registerBean("registryClient", RegistryClient.class, () -> RegistryClient.builder().build());
		}).run(all.toArray(String[]::new));
		return this.registrar.only().content();
	}

	private String metrics(int port, String path) throws Exception {
		URI uri = URI.create("http://127.0.0.1:" + port + path);
		return this.http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString()).body();
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		LoadBalancer loadBalancer() {
			return mock(LoadBalancer.class);
		}

		@Bean
		DiscoveryClient discoveryClient() {
			return mock(DiscoveryClient.class);
		}

	}

}
