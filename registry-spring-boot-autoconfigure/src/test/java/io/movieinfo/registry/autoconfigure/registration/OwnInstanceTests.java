package io.movieinfo.registry.autoconfigure.registration;

import java.util.Map;

import io.movieinfo.registry.autoconfigure.InvalidRegistryPropertyException;
import io.movieinfo.registry.autoconfigure.RegistryClientAutoConfiguration;
import io.movieinfo.registry.autoconfigure.RegistryClientProperties;
import io.movieinfo.registry.autoconfigure.RegistryConnectionDetails;
import io.movieinfo.registry.client.RegistryClient;
import io.movieinfo.registry.protocol.InstanceContent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

/**
 * What is registered, and what fails at start, with settings alone.
 */
class OwnInstanceTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(
				AutoConfigurations.of(RegistryClientAutoConfiguration.class, RegistrationAutoConfiguration.class))
		.withBean(RegistryClient.class, () -> mock(RegistryClient.class))
		.withBean(FakeRegistrar.class)
		.withPropertyValues("spring.application.name=user-service", "registry.client.instance.port=8080",
				"registry.client.server-urls=http://127.0.0.1:1");

	@Test
	void propertiesAreRegistered() {
		this.runner
			.withPropertyValues("registry.client.namespace=Blue", "registry.client.instance.service=User.Service",
					"registry.client.instance.id=u-1", "registry.client.instance.address=users.example.org",
					"registry.client.instance.secure=true", "registry.client.instance.zone=z1",
					"registry.client.instance.weight=10", "registry.client.instance.tags=a,b",
					"registry.client.instance.meta.registry.grpc-port=9090")
			.run((context) -> assertThat(content(context)).isEqualTo(InstanceContent.builder("user.service")
				.namespace("blue")
				.id("u-1")
				.address("users.example.org")
				.port(8080)
				.secure(true)
				.zone("z1")
				.weight(10)
				.tags("a", "b")
				.meta(Map.of("registry.grpc-port", "9090"))
				.build()));
	}

	@Test
	void addressOfTheRouteToTheRegistryIsTaken() {
		this.runner.run((context) -> assertThat(content(context).address()).isEqualTo("127.0.0.1"));
	}

	@Test
	void serverAddressIsTakenUnlessItIsAWildcard() {
		this.runner.withPropertyValues("server.address=10.1.2.3")
			.run((context) -> assertThat(content(context).address()).isEqualTo("10.1.2.3"));
		this.runner.withPropertyValues("server.address=0.0.0.0")
			.run((context) -> assertThat(content(context).address()).isEqualTo("127.0.0.1"));
		this.runner.withPropertyValues("server.address=::")
			.run((context) -> assertThat(content(context).address()).isEqualTo("127.0.0.1"));
		this.runner.withPropertyValues("server.address=10.1.2.3", "registry.client.instance.address=10.1.2.4")
			.run((context) -> assertThat(content(context).address()).isEqualTo("10.1.2.4"));
	}

	@Test
	void isSecureWhenTheWebServerIs() {
		this.runner.run((context) -> assertThat(content(context).secure()).isFalse());
		this.runner.withPropertyValues("server.ssl.bundle=web")
			.run((context) -> assertThat(content(context).secure()).isTrue());
		this.runner.withPropertyValues("server.ssl.key-store=a.p12", "server.ssl.enabled=false")
			.run((context) -> assertThat(content(context).secure()).isFalse());
		this.runner.withPropertyValues("server.ssl.bundle=web", "registry.client.instance.secure=false")
			.run((context) -> assertThat(content(context).secure()).isFalse());
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			spring.application.name          | My Shop!      | registry.client.instance.service=my-shop
			spring.application.name          | 电影            | registry.client.instance.service=user-service
			registry.client.instance.service | -users-       | registry.client.instance.service=users
			registry.client.instance.port    | 0             | registry.client.instance.port=8080
			registry.client.instance.port    | 70000         | registry.client.instance.port=8080
			registry.client.instance.weight  | 0             | registry.client.instance.weight=100
			registry.client.instance.weight  | 1001          | registry.client.instance.weight=100
			registry.client.instance.id      | a b           | registry.client.instance.id=user-service-1
			registry.client.instance.address | http://here   | registry.client.instance.address=10.0.0.5
			registry.client.instance.address | 0.0.0.0       | registry.client.instance.address=10.0.0.5
			registry.client.instance.preferred-networks | ten | registry.client.instance.preferred-networks=10.1.0.0/16
			registry.client.registration.deregister-timeout | -1s | registry.client.registration.deregister-timeout=2s
			""")
	void wrongValueFailsAtStartAndSaysWhatToWrite(String property, String value, String example) {
		this.runner.withPropertyValues(property + "=" + value).run((context) -> {
			InvalidRegistryPropertyException failure = failure(context);
			assertThat(failure.property()).isEqualTo(property);
			if (!value.startsWith("-1")) {
				assertThat(failure.value()).contains(value);
			}
			assertThat(failure.example()).isEqualTo(example);
		});
	}

	@Test
	void wrongTagsAndMetaFailAtStart() {
		this.runner.withPropertyValues("registry.client.instance.tags=" + "x".repeat(129))
			.run((context) -> assertThat(failure(context).property()).isEqualTo("registry.client.instance.tags"));
		this.runner.withPropertyValues("registry.client.instance.meta.note=" + "x".repeat(1025))
			.run((context) -> assertThat(failure(context).property()).isEqualTo("registry.client.instance.meta.note"));
	}

	@Test
	void missingNameFailsAtStart() {
		this.runner.withPropertyValues("spring.application.name=")
			.run((context) -> assertThat(failure(context)).hasMessageContaining("spring.application.name is not set")
				.extracting(InvalidRegistryPropertyException::example)
				.isEqualTo("spring.application.name=user-service"));
	}

	@Test
	void applicationThatCannotRunAWebServerNeedsAPort() {
		ApplicationContextRunner withoutPort = new ApplicationContextRunner()
			.withConfiguration(
					AutoConfigurations.of(RegistryClientAutoConfiguration.class, RegistrationAutoConfiguration.class))
			.withBean(RegistryClient.class, () -> mock(RegistryClient.class))
			.withClassLoader(new FilteredClassLoader("org.springframework.boot.web.server", "org.springframework.web",
					"jakarta.servlet"))
			.withPropertyValues("spring.application.name=user-service");
		withoutPort.run((context) -> {
			InvalidRegistryPropertyException failure = failure(context);
			assertThat(failure).hasMessageStartingWith("registry.client.instance.port is not set");
			assertThat(failure.example()).contains("registry.client.registration.enabled=false");
		});
		withoutPort.withPropertyValues("registry.client.registration.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed());
		withoutPort.withPropertyValues("registry.client.instance.port=9000")
			.run((context) -> assertThat(context).hasNotFailed());
	}

	private static InstanceContent content(AssertableApplicationContext context) {
		assertThat(context).hasNotFailed();
		OwnInstance instance = new OwnInstance(context.getBean(RegistryClientProperties.class),
				context.getBean(RegistryConnectionDetails.class), context);
		Integer port = instance.configuredPort();
		return instance.content(Reachability.CONFIGURED_PORT, (port != null) ? port : 1, Map.of());
	}

	private static InvalidRegistryPropertyException failure(AssertableApplicationContext context) {
		for (Throwable cause = context.getStartupFailure(); cause != null; cause = cause.getCause()) {
			if (cause instanceof InvalidRegistryPropertyException failure) {
				return failure;
			}
		}
		throw new AssertionError("not refused: " + context);
	}

}
