package io.movieinfo.registry.autoconfigure.http;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.movieinfo.registry.autoconfigure.HashHeaders;
import io.movieinfo.registry.autoconfigure.InvalidRegistryPropertyException;
import io.movieinfo.registry.autoconfigure.RegistryClientAutoConfiguration;
import io.movieinfo.registry.balancer.LoadBalancer;
import io.movieinfo.registry.client.RegistryClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.http.client.ClientHttpRequestFactoryBuilder;
import org.springframework.boot.http.client.HttpClientSettings;
import org.springframework.boot.http.client.autoconfigure.HttpClientAutoConfiguration;
import org.springframework.boot.http.client.autoconfigure.imperative.ImperativeHttpClientAutoConfiguration;
import org.springframework.boot.http.client.autoconfigure.service.HttpServiceClientPropertiesAutoConfiguration;
import org.springframework.boot.http.converter.autoconfigure.HttpMessageConvertersAutoConfiguration;
import org.springframework.boot.restclient.RestTemplateBuilder;
import org.springframework.boot.restclient.autoconfigure.RestClientAutoConfiguration;
import org.springframework.boot.restclient.autoconfigure.RestTemplateAutoConfiguration;
import org.springframework.boot.restclient.autoconfigure.service.HttpServiceClientAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpMethod;
import org.springframework.http.client.ClientHttpRequest;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.http.client.ClientHttpRequestInterceptor;
import org.springframework.http.client.HttpComponentsClientHttpRequestFactory;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.web.client.RestClient;
import org.springframework.web.service.annotation.GetExchange;
import org.springframework.web.service.registry.ImportHttpServices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.mockito.Mockito.mock;

class LoadBalancedHttpAutoConfigurationTests {

	private static final URI PLAIN = URI.create("http://127.0.0.1:1/a");

	private final SocketServer server = SocketServer.answering(200, "hello");

	private final FakeLoadBalancer loadBalancer = new FakeLoadBalancer().with("127.0.0.1", this.server.port());

	private static final AutoConfigurations HTTP = AutoConfigurations.of(HttpClientAutoConfiguration.class,
			ImperativeHttpClientAutoConfiguration.class, HttpMessageConvertersAutoConfiguration.class,
			RestClientAutoConfiguration.class, RestTemplateAutoConfiguration.class,
			HttpServiceClientPropertiesAutoConfiguration.class, HttpServiceClientAutoConfiguration.class);

	private final ApplicationContextRunner without = new ApplicationContextRunner().withConfiguration(HTTP)
		.withPropertyValues("spring.http.clients.imperative.factory=jdk");

	private final ApplicationContextRunner runner = this.without
		.withConfiguration(
				AutoConfigurations.of(RegistryClientAutoConfiguration.class, LoadBalancedHttpAutoConfiguration.class))
		.withBean(RegistryClient.class, () -> mock(RegistryClient.class))
		.withBean(LoadBalancer.class, () -> this.loadBalancer);

	@AfterEach
	void closeServer() {
		this.server.close();
	}

	@Test
	void autoConfiguredRestClientCallsServices() {
		this.runner.run((context) -> {
			RestClient client = context.getBean(RestClient.Builder.class).baseUrl("lb://user-service").build();
			assertThat(client.get().uri("/users/{id}", 1).retrieve().body(String.class)).isEqualTo("hello");
			assertThat(this.server.requests).singleElement().asString().startsWith("GET /users/1 ");
		});
	}

	@Test
	void autoConfiguredRestTemplateCallsServices() {
		this.runner.run((context) -> assertThat(context.getBean(RestTemplateBuilder.class)
			.build()
			.getForObject("lb://user-service/users/1", String.class)).isEqualTo("hello"));
	}

	@Test
	void httpServiceInterfaceCallsServices() {
		this.runner.withUserConfiguration(HttpServices.class)
			.withPropertyValues("spring.http.serviceclient.users.base-url=lb://user-service")
			.run((context) -> assertThat(context.getBean(Users.class).user()).isEqualTo("hello"));
	}

	@Test
	void reactiveApplicationsRestClientCallsServices() {
		new ReactiveWebApplicationContextRunner().withConfiguration(HTTP)
			.withConfiguration(AutoConfigurations.of(RegistryClientAutoConfiguration.class,
					LoadBalancedHttpAutoConfiguration.class))
			.withBean(RegistryClient.class, () -> mock(RegistryClient.class))
			.withBean(LoadBalancer.class, () -> this.loadBalancer)
			.run((context) -> assertThat(context.getBean(RestClient.Builder.class)
				.build()
				.get()
				.uri("lb://user-service/a")
				.retrieve()
				.body(String.class)).isEqualTo("hello"));
	}

	@Test
	void interceptorsSeeTheServicesUri() {
		List<URI> seen = new ArrayList<>();
		ClientHttpRequestInterceptor interceptor = (request, body, execution) -> {
			seen.add(request.getURI());
			return execution.execute(request, body);
		};
		this.runner.run((context) -> {
			RestClient client = context.getBean(RestClient.Builder.class).requestInterceptor(interceptor).build();
			assertThat(client.post().uri("lb://user-service/a").body("x").retrieve().body(String.class))
				.isEqualTo("hello");
		});
		assertThat(seen).containsExactly(URI.create("lb://user-service/a"));
		assertThat(this.server.requests).singleElement().asString().endsWith("x");
	}

	@Test
	void otherSchemesGetTheSameRequestObjectsAsWithoutTheStarter() {
		for (String factory : List.of("jdk", "simple", "http-components", "jetty")) {
			String property = "spring.http.clients.imperative.factory=" + factory;
			List<Class<?>> types = new ArrayList<>();
			this.without.withPropertyValues(property)
				.run((context) -> types.add(request(context.getBean(ClientHttpRequestFactory.class)).getClass()));
			this.runner.withPropertyValues(property)
				.run((context) -> types.add(request(context.getBean(ClientHttpRequestFactory.class)).getClass()));
			assertThat(types).hasSize(2);
			assertThat(types.get(1)).isEqualTo(types.get(0));
		}
	}

	@Test
	void otherSchemesGetTheDelegatesVeryOwnRequest() throws IOException {
		ClientHttpRequest own = mock(ClientHttpRequest.class);
		ClientHttpRequestFactory factory = new LoadBalancedRequestFactory((uri, method) -> own, () -> {
			throw new AssertionError("not to be asked");
		});
		assertThat(request(factory)).isSameAs(own);
	}

	@Test
	void settingsOfTheClientApply() {
		this.runner.withPropertyValues("spring.http.clients.read-timeout=7s").run((context) -> {
			LoadBalancedRequestFactory factory = (LoadBalancedRequestFactory) context
				.getBean(ClientHttpRequestFactory.class);
			assertThat(factory.getDelegate()).isInstanceOf(JdkClientHttpRequestFactory.class)
				.hasFieldOrPropertyWithValue("readTimeout", Duration.ofSeconds(7));
		});
	}

	@Test
	void ownBuilderBeanIsDecorated() {
		this.runner
			.withBean("own", ClientHttpRequestFactoryBuilder.class,
					() -> ClientHttpRequestFactoryBuilder.of(HttpComponentsClientHttpRequestFactory.class))
			.run((context) -> {
				LoadBalancedRequestFactory factory = (LoadBalancedRequestFactory) context
					.getBean(ClientHttpRequestFactoryBuilder.class)
					.build(HttpClientSettings.defaults());
				assertThat(factory.getDelegate()).isInstanceOf(HttpComponentsClientHttpRequestFactory.class);
			});
	}

	@Test
	void customizersGetTheDelegatesFactory() {
		List<Object> customized = new ArrayList<>();
		ClientHttpRequestFactory built = new LoadBalancedRequestFactoryBuilder(ClientHttpRequestFactoryBuilder.jdk(),
				this::loadBalancing)
			.withCustomizer(customized::add)
			.build();
		assertThat(built).isInstanceOf(LoadBalancedRequestFactory.class);
		assertThat(customized).singleElement().isInstanceOf(JdkClientHttpRequestFactory.class);
	}

	@Test
	void factoryPassesItsLifeOnToItsDelegate() throws Exception {
		LivingFactory living = new LivingFactory();
		LoadBalancedRequestFactory factory = new LoadBalancedRequestFactory(living, this::loadBalancing);
		factory.afterPropertiesSet();
		factory.destroy();
		assertThat(living.lived).containsExactly("initialized", "destroyed");
	}

	@Test
	void clientsThatAreMadeWithoutTheBuilderKnowNoServices() {
		this.runner.run((context) -> assertThatIllegalArgumentException().isThrownBy(() -> RestClient.builder()
			.requestFactory(new JdkClientHttpRequestFactory())
			.build()
			.get()
			.uri("lb://user-service/a")
			.retrieve()
			.toBodilessEntity()));
	}

	@Test
	void backsOffWithoutSpringBootsHttpClients() {
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(RegistryClientAutoConfiguration.class,
					LoadBalancedHttpAutoConfiguration.class))
			.withBean(RegistryClient.class, () -> mock(RegistryClient.class))
			.withBean(LoadBalancer.class, () -> this.loadBalancer)
			.withClassLoader(new FilteredClassLoader("org.springframework.boot.http.client"))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(LoadBalancing.class));
	}

	@Test
	void nothingIsDecoratedWhenDisabled() {
		this.runner.withPropertyValues("registry.client.enabled=false")
			.run((context) -> assertThat(context.getBean(ClientHttpRequestFactory.class))
				.isInstanceOf(JdkClientHttpRequestFactory.class));
	}

	@Test
	void failoverCanBeLimitedAndSwitchedOff() {
		this.runner.run((context) -> assertThat(context.getBean(LoadBalancing.class).attempts()).isEqualTo(3));
		this.runner.withPropertyValues("registry.client.failover.max-attempts=2")
			.run((context) -> assertThat(context.getBean(LoadBalancing.class).attempts()).isEqualTo(2));
		this.runner.withPropertyValues("registry.client.failover.enabled=false")
			.run((context) -> assertThat(context.getBean(LoadBalancing.class).attempts()).isEqualTo(1));
		this.runner.withPropertyValues("registry.client.failover.max-attempts=0")
			.run((context) -> assertThat(context).getFailure()
				.hasRootCauseInstanceOf(InvalidRegistryPropertyException.class)
				.hasStackTraceContaining("registry.client.failover.max-attempts is '0', expected 1 or more"));
	}

	@Test
	void propertiesSayWhichHeaderIsTheKey() {
		this.runner
			.run((context) -> assertThat(context.getBean(LoadBalancing.class).hashHeader("user-service")).isNull());
		this.runner.withPropertyValues("registry.client.balancer.services.user-service.hash-header=X-User")
			.run((context) -> {
				LoadBalancing loadBalancing = context.getBean(LoadBalancing.class);
				assertThat(loadBalancing.hashHeader("user-service")).isEqualTo("X-User");
				assertThat(loadBalancing.hashHeader("movie-service")).isNull();
			});
	}

	private LoadBalancing loadBalancing() {
		return new LoadBalancing(this.loadBalancer, "default", 3, 20, Pauses.JITTERED, HashHeaders.NONE);
	}

	private static ClientHttpRequest request(ClientHttpRequestFactory factory) throws IOException {
		return factory.createRequest(PLAIN, HttpMethod.GET);
	}

	@Configuration(proxyBeanMethods = false)
	@ImportHttpServices(group = "users", types = Users.class)
	static class HttpServices {

	}

	interface Users {

		@GetExchange("/users/1")
		String user();

	}

	static class LivingFactory implements ClientHttpRequestFactory, InitializingBean, DisposableBean {

		final List<String> lived = new ArrayList<>();

		@Override
		public ClientHttpRequest createRequest(URI uri, HttpMethod method) {
			throw new UnsupportedOperationException();
		}

		@Override
		public void afterPropertiesSet() {
			this.lived.add("initialized");
		}

		@Override
		public void destroy() {
			this.lived.add("destroyed");
		}

	}

}
