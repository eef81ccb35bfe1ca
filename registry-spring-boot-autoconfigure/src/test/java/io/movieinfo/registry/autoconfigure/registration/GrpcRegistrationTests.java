package io.movieinfo.registry.autoconfigure.registration;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.movieinfo.registry.autoconfigure.GreetingService;
import io.movieinfo.registry.balancer.LoadBalancer;
import io.movieinfo.registry.client.RegistryClient;
import io.movieinfo.registry.client.discovery.DiscoveryClient;
import io.movieinfo.registry.protocol.InstanceContent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.grpc.server.GrpcServletRegistration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.grpc.server.lifecycle.GrpcServerLifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

/**
 * Whole applications with Spring Boot's gRPC server, registering with a fake.
 */
@ExtendWith(OutputCaptureExtension.class)
class GrpcRegistrationTests {

	private final FakeRegistrar registrar = new FakeRegistrar();

	private ConfigurableApplicationContext context = new GenericApplicationContext();

	@AfterEach
	void closeContext() {
		this.context.close();
	}

	@Test
	void grpcPortBesideAWebServersIsToldAsMetadata() {
		start(WebApplicationType.SERVLET);
		InstanceContent content = this.registrar.only().content();
		assertThat(content.port()).isEqualTo(webPort()).isNotEqualTo(grpcPort());
		assertThat(content.meta()).containsOnly(Map.entry("registry.grpc-port", Integer.toString(grpcPort())));
	}

	@Test
	void applicationWithNoOtherServerRegistersItsGrpcPort() {
		start(WebApplicationType.NONE, "--server.address=10.1.2.3");
		InstanceContent content = this.registrar.only().content();
		assertThat(content.port()).isEqualTo(grpcPort()).isPositive();
		assertThat(content.address()).isEqualTo("127.0.0.1");
		assertThat(content.secure()).isFalse();
		assertThat(content.meta()).containsOnly(Map.entry("registry.grpc-port", Integer.toString(grpcPort())));
	}

	@Test
	void propertiesWinOverWhatIsFound() {
		start(WebApplicationType.NONE, "--registry.client.instance.port=9000",
				"--registry.client.instance.meta.registry.grpc-port=9001");
		InstanceContent content = this.registrar.only().content();
		assertThat(content.port()).isEqualTo(9000);
		assertThat(content.meta()).containsOnly(Map.entry("registry.grpc-port", "9001"));
	}

	/**
	 * The servlet that Spring Boot serves gRPC by takes a library of its own; that it is
	 * there is all that counts.
	 */
	@Test
	void grpcInTheWebServerIsAtItsPort() {
		GenericApplicationContext context = new GenericApplicationContext();
		context.registerBean(GrpcServletRegistration.class, () -> {
			throw new AssertionError("made");
		}, (definition) -> definition.setLazyInit(true));
		context.refresh();
		this.context = context;
		assertThat(Reachability.WEB_SERVER.metadata(context, 8080))
			.containsOnly(Map.entry("registry.grpc-port", "8080"));
	}

	@Test
	void disabledGrpcServerIsNone(CapturedOutput output) {
		start(WebApplicationType.NONE, "--spring.grpc.server.enabled=false");
		assertThat(this.registrar.registrations).isEmpty();
		assertThat(output).containsOnlyOnce("Not registered: this application runs no web or gRPC server of its own");
	}

	private int webPort() {
		return this.context.getEnvironment().getRequiredProperty("local.server.port", int.class);
	}

	private int grpcPort() {
		return this.context.getBean(GrpcServerLifecycle.class).getPort();
	}

	private void start(WebApplicationType type, String... arguments) {
		List<String> all = new ArrayList<>(List.of("--spring.application.name=user-service", "--server.port=0",
				"--spring.grpc.server.port=0", "--spring.grpc.server.address=127.0.0.1"));
		all.addAll(List.of(arguments));
		if (all.stream().noneMatch((argument) -> argument.startsWith("--server.address"))) {
			all.add("--server.address=127.0.0.1");
		}
		this.context = new SpringApplicationBuilder(Application.class).web(type)
			.initializers((context) -> ((GenericApplicationContext) context).registerBean("registryRegistrar",
					Registrar.class, () -> this.registrar))
			.run(all.toArray(String[]::new));
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		GreetingService greetingService() {
			return new GreetingService((name) -> name);
		}

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

}
