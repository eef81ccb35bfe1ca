package io.movieinfo.registry.autoconfigure.cloud;

import java.net.URI;
import java.util.concurrent.atomic.AtomicInteger;

import io.movieinfo.registry.balancer.Outcome;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.boot.restclient.autoconfigure.RestClientBuilderConfigurer;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.loadbalancer.CompletionContext;
import org.springframework.cloud.client.loadbalancer.LoadBalanced;
import org.springframework.cloud.client.loadbalancer.LoadBalancerLifecycle;
import org.springframework.cloud.client.loadbalancer.Request;
import org.springframework.cloud.client.loadbalancer.Response;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.client.HttpServerErrorException;
import org.springframework.web.client.ResourceAccessException;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestTemplate;
import org.springframework.web.service.annotation.GetExchange;
import org.springframework.web.service.registry.ImportHttpServices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What is picked and reported for clients that block, and that it is so once, whoever
 * balances.
 */
class BlockingClientTests {

	private static final int NOBODY = 1;

	private static final String RETRIES = "spring.cloud.loadbalancer.retry.";

	private final PortServer server = new PortServer();

	private final FakeRegistryBalancer registry = new FakeRegistryBalancer();

	private final ApplicationContextRunner runner = CloudRunner.with(this.registry)
		.withUserConfiguration(Clients.class);

	@AfterEach
	void closeServer() {
		this.server.close();
	}

	@Test
	void loadBalancedRestClientCallsWhatTheRegistryPicks() {
		this.registry.with("user-service", this.server.port());
		this.runner.run((context) -> {
			assertThat(get(balanced(context), "http://user-service/")).isEqualTo(this.server.answer());
			assertThat(this.registry.picked).hasSize(1);
			assertThat(this.registry.outcomes).containsExactly(Outcome.SUCCESS);
		});
	}

	@Test
	void loadBalancedRestClientWithoutRetriesReportsOnceToo() {
		this.registry.with("user-service", this.server.port());
		this.runner.withPropertyValues(RETRIES + "enabled=false").run((context) -> {
			assertThat(get(balanced(context), "http://user-service/")).isEqualTo(this.server.answer());
			assertThat(this.registry.picked).hasSize(1);
			assertThat(this.registry.outcomes).containsExactly(Outcome.SUCCESS);
		});
	}

	@Test
	void loadBalancedRestTemplateCallsWhatTheRegistryPicks() {
		this.registry.with("user-service", this.server.port());
		this.runner.run((context) -> {
			assertThat(context.getBean(RestTemplate.class).getForObject("http://user-service/", String.class))
				.isEqualTo(this.server.answer());
			assertThat(this.registry.picked).hasSize(1);
			assertThat(this.registry.outcomes).containsExactly(Outcome.SUCCESS);
		});
	}

	@Test
	void serverErrorIsFailure() {
		this.registry.with("user-service", this.server.port());
		this.runner.run((context) -> {
			assertThatExceptionOfType(HttpServerErrorException.class)
				.isThrownBy(() -> get(balanced(context), "http://user-service/broken"));
			assertThat(this.registry.outcomes).containsExactly(Outcome.FAILURE);
		});
	}

	@Test
	void retryGoesElsewhere() {
		this.registry.with("user-service", NOBODY).with("user-service", this.server.port());
		this.runner.run((context) -> {
			assertThat(get(balanced(context), "http://user-service/")).isEqualTo(this.server.answer());
			assertThat(this.registry.picked).containsExactly("user-service-0", "user-service-1");
			assertThat(this.registry.outcomes).containsExactly(Outcome.CONNECT_FAILURE, Outcome.SUCCESS);
		});
	}

	@Test
	void retryGoesToTheSameInstanceIfThatIsAsked() {
		this.registry.with("user-service", NOBODY).with("user-service", this.server.port());
		this.runner.withPropertyValues(RETRIES + "avoid-previous-instance=false").run((context) -> {
			assertThatExceptionOfType(ResourceAccessException.class)
				.isThrownBy(() -> get(balanced(context), "http://user-service/"));
			assertThat(this.registry.picked).containsExactly("user-service-0", "user-service-0");
			assertThat(this.registry.outcomes).containsExactly(Outcome.CONNECT_FAILURE, Outcome.CONNECT_FAILURE);
		});
	}

	@Test
	void retryOfTheOnlyInstanceIsTriedThereAgain() {
		this.registry.with("user-service", NOBODY);
		this.runner.run((context) -> {
			assertThatExceptionOfType(ResourceAccessException.class)
				.isThrownBy(() -> get(balanced(context), "http://user-service/"));
			assertThat(this.registry.picked).containsExactly("user-service-0", "user-service-0");
			assertThat(this.registry.outcomes).hasSize(2);
		});
	}

	@Test
	void retryAtTheSameInstanceIsNoPickAndIsNotReportedAsOne() {
		this.registry.with("user-service", NOBODY);
		this.runner
			.withPropertyValues(RETRIES + "max-retries-on-same-service-instance=2",
					RETRIES + "max-retries-on-next-service-instance=0")
			.run((context) -> {
				assertThatExceptionOfType(ResourceAccessException.class)
					.isThrownBy(() -> get(balanced(context), "http://user-service/"));
				assertThat(this.registry.picked).hasSize(1);
				assertThat(this.registry.outcomes).containsExactly(Outcome.CONNECT_FAILURE);
			});
	}

	@Test
	void lbIsSpringCloudsInLoadBalancedClient() {
		this.registry.with("user-service", this.server.port());
		this.runner.run((context) -> {
			assertThat(get(balanced(context), "lb://user-service/a%20b?c=d%2Fe")).isEqualTo(this.server.answer());
			assertThat(this.registry.picked).hasSize(1);
			assertThat(this.registry.outcomes).containsExactly(Outcome.SUCCESS);
			assertThat(completions(context)).isOne();
		});
	}

	@Test
	void lbIsTheStartersInAnyOtherClientBesideIt() {
		this.registry.with("user-service", this.server.port());
		this.runner.run((context) -> {
			RestClient plain = context.getBean("plain", RestClient.Builder.class).build();
			assertThat(get(plain, "lb://user-service/")).isEqualTo(this.server.answer());
			assertThat(this.registry.picked).hasSize(1);
			assertThat(this.registry.outcomes).containsExactly(Outcome.SUCCESS);
			assertThat(completions(context)).isZero();
		});
	}

	@Test
	void lbOfServiceGroupIsSpringClouds() {
		this.registry.with("user-service", this.server.port());
		this.runner.withUserConfiguration(Group.class)
			.withPropertyValues("spring.http.serviceclient.users.base-url=lb://user-service")
			.run((context) -> {
				assertThat(context.getBean(Users.class).user()).isEqualTo(this.server.answer());
				assertThat(this.registry.picked).hasSize(1);
				assertThat(this.registry.outcomes).containsExactly(Outcome.SUCCESS);
				assertThat(completions(context)).isOne();
			});
	}

	@Test
	void lbOfServiceGroupIsTheStartersWhereSpringCloudDoesNotBalance() {
		this.registry.with("user-service", this.server.port());
		this.runner.withUserConfiguration(Group.class)
			.withPropertyValues("spring.http.serviceclient.users.base-url=lb://user-service",
					"spring.cloud.loadbalancer.enabled=false")
			.run((context) -> {
				assertThat(context.getBean(Users.class).user()).isEqualTo(this.server.answer());
				assertThat(this.registry.picked).hasSize(1);
				assertThat(this.registry.outcomes).containsExactly(Outcome.SUCCESS);
				assertThat(completions(context)).isZero();
			});
	}

	private static @Nullable String get(RestClient client, String uri) {
		return client.get().uri(URI.create(uri)).retrieve().body(String.class);
	}

	private static RestClient balanced(ApplicationContext context) {
		return context.getBean("balanced", RestClient.Builder.class).build();
	}

	private static int completions(ApplicationContext context) {
		return context.getBean(Completions.class).count.get();
	}

	@Configuration(proxyBeanMethods = false)
	static class Clients {

		@Bean
		@LoadBalanced
		RestClient.Builder balanced(RestClientBuilderConfigurer configurer) {
			return configurer.configure(RestClient.builder());
		}

		@Bean
		RestClient.Builder plain(RestClientBuilderConfigurer configurer) {
			return configurer.configure(RestClient.builder());
		}

		@Bean
		@LoadBalanced
		RestTemplate restTemplate() {
			return new RestTemplate();
		}

		@Bean
		Completions completions() {
			return new Completions();
		}

	}

	/**
	 * Counts the requests that Spring Cloud has balanced.
	 */
	static final class Completions implements LoadBalancerLifecycle<Object, Object, ServiceInstance> {

		private final AtomicInteger count = new AtomicInteger();

		@Override
		public void onStart(Request<Object> request) {
		}

		@Override
		public void onStartRequest(Request<Object> request, Response<ServiceInstance> response) {
		}

		@Override
		public void onComplete(CompletionContext<Object, ServiceInstance, Object> completion) {
			this.count.incrementAndGet();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ImportHttpServices(group = "users", types = Users.class)
	static class Group {

	}

	interface Users {

		@GetExchange("/")
		String user();

	}

}
