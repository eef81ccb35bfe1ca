package io.movieinfo.registry.autoconfigure.http;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import io.movieinfo.registry.autoconfigure.FailureKind;
import io.movieinfo.registry.autoconfigure.RegistryClientAutoConfiguration;
import io.movieinfo.registry.balancer.LoadBalancer;
import io.movieinfo.registry.client.RegistryClient;
import io.movieinfo.registry.protocol.InstanceContent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Mono;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.BeanDefinitionRegistryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.http.client.autoconfigure.HttpClientAutoConfiguration;
import org.springframework.boot.http.client.autoconfigure.imperative.ImperativeHttpClientAutoConfiguration;
import org.springframework.boot.http.client.autoconfigure.reactive.ReactiveHttpClientAutoConfiguration;
import org.springframework.boot.http.client.autoconfigure.service.HttpServiceClientPropertiesAutoConfiguration;
import org.springframework.boot.http.converter.autoconfigure.HttpMessageConvertersAutoConfiguration;
import org.springframework.boot.restclient.autoconfigure.RestClientAutoConfiguration;
import org.springframework.boot.restclient.autoconfigure.service.HttpServiceClientAutoConfiguration;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.jks.JksSslStoreBundle;
import org.springframework.boot.ssl.jks.JksSslStoreDetails;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.webclient.autoconfigure.WebClientAutoConfiguration;
import org.springframework.boot.webclient.autoconfigure.service.ReactiveHttpServiceClientAutoConfiguration;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.service.annotation.GetExchange;
import org.springframework.web.service.registry.HttpServiceGroup;
import org.springframework.web.service.registry.ImportHttpServices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatRuntimeException;
import static org.mockito.Mockito.mock;

/**
 * What is set for a single group of HTTP service interfaces, imperative and reactive, is
 * in force for its requests to {@code lb://}.
 */
@Timeout(60)
class HttpServiceGroupTests {

	private static final String PASSWORD = "changeit";

	private static final String GROUP = "spring.http.serviceclient.users.";

	private final FakeLoadBalancer loadBalancer = new FakeLoadBalancer();

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(SslAutoConfiguration.class, HttpClientAutoConfiguration.class,
				ImperativeHttpClientAutoConfiguration.class, ReactiveHttpClientAutoConfiguration.class,
				HttpMessageConvertersAutoConfiguration.class, RestClientAutoConfiguration.class,
				WebClientAutoConfiguration.class, HttpServiceClientPropertiesAutoConfiguration.class,
				HttpServiceClientAutoConfiguration.class, ReactiveHttpServiceClientAutoConfiguration.class,
				RegistryClientAutoConfiguration.class, LoadBalancedHttpAutoConfiguration.class))
		.withBean(RegistryClient.class, () -> mock(RegistryClient.class))
		.withBean(LoadBalancer.class, () -> this.loadBalancer)
		.withBean(GroupsKeepTheirConnectors.class)
		.withPropertyValues(GROUP + "base-url=lb://user-service/v1");

	private final List<AutoCloseable> servers = new ArrayList<>();

	/** Of a server on loopback; as a trust store it trusts that server. */
	@SuppressWarnings("NullAway.Init")
	private static Path keys;

	@BeforeAll
	static void makeKeys(@TempDir Path directory) throws Exception {
		keys = directory.resolve("server.p12");
		Process keytool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
				"-genkeypair", "-alias", "server", "-keyalg", "EC", "-validity", "2", "-dname", "CN=server", "-ext",
				"san=ip:127.0.0.1", "-storetype", "PKCS12", "-keystore", keys.toString(), "-storepass", PASSWORD)
			.redirectErrorStream(true)
			.start();
		assertThat(new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8)).doesNotContain("error");
		assertThat(keytool.waitFor()).isZero();
	}

	@AfterEach
	void closeServers() throws Exception {
		for (AutoCloseable server : this.servers) {
			server.close();
		}
	}

	static Stream<Arguments> groups() {
		return Stream.of("jdk", "http-components", "jetty", "simple", "reactor").flatMap((client) -> {
			Arguments imperative = Arguments.of(Kind.IMPERATIVE, "spring.http.clients.imperative.factory=" + client);
			Arguments reactive = Arguments.of(Kind.REACTIVE, "spring.http.clients.reactive.connector=" + client);
			return client.equals("simple") ? Stream.of(imperative) : Stream.of(imperative, reactive);
		});
	}

	@ParameterizedTest
	@MethodSource("groups")
	void baseUrlIsKept(Kind kind, String client) {
		SocketServer server = add(SocketServer.answering(200, "hello"), false);
		this.runner.withUserConfiguration(kind.group).withPropertyValues(client).run((context) -> {
			assertThat(kind.user(context)).isEqualTo("hello");
			assertThat(server.requests).singleElement().asString().startsWith("GET /v1/users/1 ");
		});
	}

	@ParameterizedTest
	@MethodSource("groups")
	void readTimeOutIsKept(Kind kind, String client) {
		add(SocketServer.neverAnswering(), false);
		this.runner.withUserConfiguration(kind.group)
			.withPropertyValues(client, "spring.http.clients.read-timeout=5m", GROUP + "read-timeout=1s")
			.run((context) -> assertThatRuntimeException().isThrownBy(() -> kind.user(context))
				.satisfies((ex) -> assertThat(FailureKind.of(ex)).isEqualTo(FailureKind.TIMED_OUT)));
	}

	@ParameterizedTest
	@MethodSource("groups")
	void connectTimeOutIsKept(Kind kind, String client) throws Exception {
		FullBacklog unanswered = new FullBacklog();
		this.servers.add(unanswered);
		this.loadBalancer.with("127.0.0.1", unanswered.port());
		this.runner.withUserConfiguration(kind.group)
			.withPropertyValues(client, "spring.http.clients.connect-timeout=5m", GROUP + "connect-timeout=200ms")
			.run((context) -> assertThatRuntimeException().isThrownBy(() -> kind.user(context))
				.satisfies((ex) -> assertThat(FailureKind.of(ex)).isEqualTo(FailureKind.NOTHING_SENT)));
	}

	@ParameterizedTest
	@MethodSource("groups")
	void sslBundleIsKept(Kind kind, String client) {
		add(SocketServer.answering(200, "hello", serverKeys()), true);
		ApplicationContextRunner tls = this.runner.withUserConfiguration(kind.group)
			.withPropertyValues(client, "spring.ssl.bundle.jks.users.truststore.location=file:" + keys,
					"spring.ssl.bundle.jks.users.truststore.password=" + PASSWORD);
		tls.withPropertyValues(GROUP + "ssl.bundle=users")
			.run((context) -> assertThat(kind.user(context)).isEqualTo("hello"));
		tls.run((context) -> assertThatRuntimeException().isThrownBy(() -> kind.user(context)));
	}

	private static SslBundle serverKeys() {
		return SslBundle
			.of(new JksSslStoreBundle(JksSslStoreDetails.forLocation("file:" + keys).withPassword(PASSWORD), null));
	}

	private SocketServer add(SocketServer server, boolean secure) {
		this.servers.add(server);
		this.loadBalancer
			.with(InstanceContent.builder("user-service").address("127.0.0.1").port(server.port()).secure(secure));
		return server;
	}

	/**
	 * Spring Boot 4.1 gives every reactive group the application's connector after the
	 * group's own, and so forgets what is set for the group, whoever has built them.
	 */
	static class GroupsKeepTheirConnectors implements BeanDefinitionRegistryPostProcessor {

		@Override
		public void postProcessBeanDefinitionRegistry(BeanDefinitionRegistry registry) {
			// all bean definitions are there only later
		}

		@Override
		public void postProcessBeanFactory(ConfigurableListableBeanFactory beanFactory) {
			((BeanDefinitionRegistry) beanFactory).removeBeanDefinition("webClientHttpConnectorCustomizer");
		}

	}

	enum Kind {

		IMPERATIVE(Imperative.class) {
			@Override
			String user(ApplicationContext context) {
				return context.getBean(ImperativeUsers.class).user();
			}
		},

		REACTIVE(Reactive.class) {
			@Override
			String user(ApplicationContext context) {
				return String.valueOf(context.getBean(ReactiveUsers.class).user().block(Duration.ofSeconds(30)));
			}
		};

		final Class<?> group;

		Kind(Class<?> group) {
			this.group = group;
		}

		abstract String user(ApplicationContext context);

	}

	@Configuration(proxyBeanMethods = false)
	@ImportHttpServices(group = "users", types = ImperativeUsers.class)
	static class Imperative {

	}

	interface ImperativeUsers {

		@GetExchange("/users/1")
		String user();

	}

	@Configuration(proxyBeanMethods = false)
	@ImportHttpServices(group = "users", types = ReactiveUsers.class,
			clientType = HttpServiceGroup.ClientType.WEB_CLIENT)
	static class Reactive {

	}

	interface ReactiveUsers {

		@GetExchange("/users/1")
		Mono<String> user();

	}

}
