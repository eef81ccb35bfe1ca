package io.movieinfo.registry.autoconfigure.http;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

import io.movieinfo.registry.autoconfigure.InvalidRegistryPropertyException;
import io.movieinfo.registry.autoconfigure.RegistryClientAutoConfiguration;
import io.movieinfo.registry.balancer.LoadBalancer;
import io.movieinfo.registry.client.RegistryClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.http.client.HttpClientSettings;
import org.springframework.boot.http.client.autoconfigure.HttpClientAutoConfiguration;
import org.springframework.boot.http.client.autoconfigure.imperative.ImperativeHttpClientAutoConfiguration;
import org.springframework.boot.http.client.autoconfigure.reactive.ReactiveHttpClientAutoConfiguration;
import org.springframework.boot.http.client.reactive.ClientHttpConnectorBuilder;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.webclient.autoconfigure.WebClientAutoConfiguration;
import org.springframework.context.ApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.http.HttpMethod;
import org.springframework.http.client.reactive.ClientHttpConnector;
import org.springframework.http.client.reactive.ClientHttpRequest;
import org.springframework.http.client.reactive.ClientHttpResponse;
import org.springframework.http.client.reactive.HttpComponentsClientHttpConnector;
import org.springframework.http.client.reactive.JdkClientHttpConnector;
import org.springframework.http.client.reactive.JettyClientHttpConnector;
import org.springframework.http.client.reactive.ReactorClientHttpConnector;
import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

class LoadBalancedWebClientTests {

	private static final AutoConfigurations CONFIGURATIONS = AutoConfigurations.of(HttpClientAutoConfiguration.class,
			ImperativeHttpClientAutoConfiguration.class, ReactiveHttpClientAutoConfiguration.class,
			WebClientAutoConfiguration.class, RegistryClientAutoConfiguration.class,
			LoadBalancedHttpAutoConfiguration.class);

	private final SocketServer server = SocketServer.answering(200, "hello");

	private final FakeLoadBalancer loadBalancer = new FakeLoadBalancer().with("127.0.0.1", this.server.port());

	private final ApplicationContextRunner runner = new ApplicationContextRunner().withConfiguration(CONFIGURATIONS)
		.withBean(RegistryClient.class, () -> mock(RegistryClient.class))
		.withBean(LoadBalancer.class, () -> this.loadBalancer);

	@AfterEach
	void closeServer() {
		this.server.close();
	}

	@Test
	void autoConfiguredWebClientCallsServicesInServletApplications() {
		new WebApplicationContextRunner().withConfiguration(CONFIGURATIONS)
			.withBean(RegistryClient.class, () -> mock(RegistryClient.class))
			.withBean(LoadBalancer.class, () -> this.loadBalancer)
			.run(this::assertCallsServices);
	}

	@Test
	void autoConfiguredWebClientCallsServicesInReactiveApplications() {
		new ReactiveWebApplicationContextRunner().withConfiguration(CONFIGURATIONS)
			.withBean(RegistryClient.class, () -> mock(RegistryClient.class))
			.withBean(LoadBalancer.class, () -> this.loadBalancer)
			.run(this::assertCallsServices);
	}

	@Test
	void detectedBuilderStandsInWhereSpringBootHasNone() {
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(RegistryClientAutoConfiguration.class,
					LoadBalancedHttpAutoConfiguration.class))
			.withBean(RegistryClient.class, () -> mock(RegistryClient.class))
			.withBean(LoadBalancer.class, () -> this.loadBalancer)
			.run((context) -> assertThat(delegate(context.getBean(ClientHttpConnectorBuilder.class)))
				.isInstanceOf(ReactorClientHttpConnector.class));
	}

	@Test
	void everyConnectorIsDecoratedOnce() {
		for (Class<?> type : List.of(ReactorClientHttpConnector.class, JdkClientHttpConnector.class,
				JettyClientHttpConnector.class, HttpComponentsClientHttpConnector.class)) {
			String name = type.getSimpleName().replace("ClientHttpConnector", "");
			this.runner
				.withPropertyValues(
						"spring.http.clients.reactive.connector=" + name.replace("HttpComponents", "http-components"))
				.run((context) -> assertThat(
						((LoadBalancedConnector) context.getBean(ClientHttpConnector.class)).delegate())
					.isInstanceOf(type));
		}
	}

	@Test
	void ownBuilderBeanIsDecorated() {
		this.runner
			.withBean("own", ClientHttpConnectorBuilder.class,
					() -> ClientHttpConnectorBuilder.of(JdkClientHttpConnector.class))
			.run((context) -> assertThat(delegate(context.getBean(ClientHttpConnectorBuilder.class)))
				.isInstanceOf(JdkClientHttpConnector.class));
	}

	@Test
	void settingsOfTheClientApply() {
		this.runner
			.withPropertyValues("spring.http.clients.reactive.connector=jdk", "spring.http.clients.read-timeout=7s")
			.run((context) -> assertThat(
					((LoadBalancedConnector) context.getBean(ClientHttpConnector.class)).delegate())
				.hasFieldOrPropertyWithValue("readTimeout", Duration.ofSeconds(7)));
	}

	@Test
	void customizersGetTheDelegatesConnector() {
		List<Object> customized = new ArrayList<>();
		ClientHttpConnector built = new LoadBalancedConnectorBuilder(ClientHttpConnectorBuilder.jdk(), () -> {
			throw new AssertionError("not to be asked");
		}).withCustomizer(customized::add).build();
		assertThat(built).isInstanceOf(LoadBalancedConnector.class);
		assertThat(customized).singleElement().isInstanceOf(JdkClientHttpConnector.class);
	}

	@Test
	void connectorPassesItsLifeOnToItsDelegate() throws Exception {
		LivingConnector living = new LivingConnector();
		LoadBalancedConnector connector = new LoadBalancedConnector(living, () -> {
			throw new AssertionError("not to be asked");
		});
		connector.afterPropertiesSet();
		assertThat(connector.isAutoStartup()).isTrue();
		assertThat(connector.isRunning()).isFalse();
		assertThat(connector.getPhase()).isEqualTo(7);
		connector.start();
		assertThat(connector.isRunning()).isTrue();
		connector.stop();
		connector.destroy();
		assertThat(living.lived).containsExactly("initialized", "started", "stopped", "destroyed");
	}

	@Test
	void connectorWithoutLifeIsNeverStarted() {
		LoadBalancedConnector connector = new LoadBalancedConnector(new JdkClientHttpConnector(), () -> {
			throw new AssertionError("not to be asked");
		});
		assertThat(connector.isAutoStartup()).isFalse();
		assertThat(connector.isRunning()).isFalse();
	}

	@Test
	void closeableConnectorIsClosedWithTheContext() {
		List<HttpComponentsClientHttpConnector> closed = new ArrayList<>();
		this.runner
			.withBean("own", ClientHttpConnectorBuilder.class, () -> (ClientHttpConnectorBuilder<ClientHttpConnector>) (
					settings) -> new HttpComponentsClientHttpConnector() {
						@Override
						public void close() {
							closed.add(this);
						}
					})
			.run((context) -> context.getBean(ClientHttpConnector.class));
		assertThat(closed).hasSize(1);
	}

	@Test
	void nothingIsDecoratedWithoutReactor() {
		this.runner.withClassLoader(new FilteredClassLoader(Mono.class))
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(LoadBalancing.class)
				.doesNotHaveBean(ConnectorBuilderPostProcessor.class));
	}

	@Test
	void nothingIsDecoratedWhenDisabled() {
		this.runner.withPropertyValues("registry.client.enabled=false")
			.run((context) -> assertThat(context.getBean(ClientHttpConnector.class))
				.isInstanceOf(ReactorClientHttpConnector.class));
	}

	@Test
	void retryBudgetCanBeSet() {
		this.runner
			.run((context) -> assertThat(context.getBean(LoadBalancing.class).retryBudgetPercent()).isEqualTo(20));
		this.runner.withPropertyValues("registry.client.failover.retry-budget-percent=0")
			.run((context) -> assertThat(context.getBean(LoadBalancing.class).retryBudgetPercent()).isZero());
		for (String bad : List.of("-1", "101")) {
			this.runner.withPropertyValues("registry.client.failover.retry-budget-percent=" + bad)
				.run((context) -> assertThat(context).getFailure()
					.hasRootCauseInstanceOf(InvalidRegistryPropertyException.class)
					.hasStackTraceContaining(
							"registry.client.failover.retry-budget-percent is '" + bad + "', expected 0 to 100"));
		}
	}

	private void assertCallsServices(ApplicationContext context) {
		WebClient client = context.getBean(WebClient.Builder.class).baseUrl("lb://user-service").build();
		assertThat(client.get().uri("/users/{id}", 1).retrieve().bodyToMono(String.class).block(Duration.ofSeconds(30)))
			.isEqualTo("hello");
		assertThat(this.server.requests).singleElement().asString().startsWith("GET /users/1 ");
	}

	private static ClientHttpConnector delegate(ClientHttpConnectorBuilder<?> builder) {
		return ((LoadBalancedConnector) builder.build(HttpClientSettings.defaults())).delegate();
	}

	static class LivingConnector implements ClientHttpConnector, SmartLifecycle, InitializingBean, DisposableBean {

		final List<String> lived = new ArrayList<>();

		private boolean running;

		@Override
		public Mono<ClientHttpResponse> connect(HttpMethod method, URI uri,
				Function<? super ClientHttpRequest, Mono<Void>> requestCallback) {
			throw new UnsupportedOperationException();
		}

		@Override
		public void afterPropertiesSet() {
			this.lived.add("initialized");
		}

		@Override
		public void start() {
			this.running = true;
			this.lived.add("started");
		}

		@Override
		public void stop() {
			this.running = false;
			this.lived.add("stopped");
		}

		@Override
		public boolean isRunning() {
			return this.running;
		}

		@Override
		public int getPhase() {
			return 7;
		}

		@Override
		public void destroy() {
			this.lived.add("destroyed");
		}

	}

}
