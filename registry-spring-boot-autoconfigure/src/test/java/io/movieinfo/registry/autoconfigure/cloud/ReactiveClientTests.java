package io.movieinfo.registry.autoconfigure.cloud;

import java.net.URI;
import java.time.Duration;

import io.movieinfo.registry.balancer.Outcome;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.cloud.client.loadbalancer.DefaultRequest;
import org.springframework.cloud.client.loadbalancer.LoadBalanced;
import org.springframework.cloud.loadbalancer.support.LoadBalancerClientFactory;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.client.reactive.JdkClientHttpConnector;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.reactive.function.client.WebClientResponseException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What is picked and reported for clients that do not block.
 */
class ReactiveClientTests {

	private static final int NOBODY = 1;

	private static final Duration LONG = Duration.ofMinutes(1);

	private final PortServer server = new PortServer();

	private final FakeRegistryBalancer registry = new FakeRegistryBalancer();

	private final ApplicationContextRunner runner = CloudRunner.with(this.registry)
		.withUserConfiguration(Clients.class);

	@AfterEach
	void closeServer() {
		this.server.close();
	}

	@Test
	void loadBalancedWebClientCallsWhatTheRegistryPicks() {
		this.registry.with("user-service", this.server.port());
		this.runner.run((context) -> {
			assertThat(get(context, "http://user-service/").block(LONG)).isEqualTo(this.server.answer());
			assertThat(this.registry.picked).hasSize(1);
			assertThat(this.registry.outcomes).containsExactly(Outcome.SUCCESS);
		});
	}

	@Test
	void lbIsSpringCloudsInLoadBalancedClient() {
		this.registry.with("user-service", this.server.port());
		this.runner.run((context) -> {
			assertThat(get(context, "lb://user-service/a%20b?c=d%2Fe").block(LONG)).isEqualTo(this.server.answer());
			assertThat(this.registry.picked).hasSize(1);
			assertThat(this.registry.outcomes).containsExactly(Outcome.SUCCESS);
		});
	}

	@Test
	void serverErrorIsFailure() {
		this.registry.with("user-service", this.server.port());
		this.runner.run((context) -> {
			assertThatExceptionOfType(WebClientResponseException.class)
				.isThrownBy(() -> get(context, "http://user-service/broken").block(LONG));
			assertThat(this.registry.outcomes).containsExactly(Outcome.FAILURE);
		});
	}

	@Test
	void cancelledCallIsReportedAsCancelled() {
		this.registry.with("user-service", this.server.port());
		this.runner.run((context) -> {
			Disposable call = get(context, "http://user-service/silent").subscribe();
			Awaitility.await().atMost(LONG).until(() -> this.server.requests.get() == 1);
			assertThat(this.registry.outcomes).isEmpty();
			call.dispose();
			assertThat(this.registry.outcomes).containsExactly(Outcome.CANCELLED);
		});
	}

	@Test
	void retryGoesElsewhere() {
		this.registry.with("user-service", NOBODY).with("user-service", this.server.port());
		this.runner.withPropertyValues("spring.cloud.loadbalancer.retry.enabled=true").run((context) -> {
			assertThat(get(context, "http://user-service/").block(LONG)).isEqualTo(this.server.answer());
			assertThat(this.registry.picked).containsExactly("user-service-0", "user-service-1");
			assertThat(this.registry.outcomes).containsExactly(Outcome.CONNECT_FAILURE, Outcome.SUCCESS);
		});
	}

	@Test
	void pickIsMadeWhereItMayWaitUntilTheServiceIsKnown() {
		this.runner.run((context) -> {
			Mono<?> pick = Mono.defer(() -> choice(context)).subscribeOn(Schedulers.parallel());
			pick.block(LONG);
			this.registry.with("user-service", this.server.port());
			pick.block(LONG);
			pick.block(LONG);
			assertThat(this.registry.onEventLoop).containsExactly(false, false, true);
		});
	}

	@Test
	void nothingIsPickedBeforeSomebodySubscribes() {
		this.registry.with("user-service", this.server.port());
		this.runner.run((context) -> {
			Mono<?> choice = choice(context);
			assertThat(this.registry.picked).isEmpty();
			choice.block();
			choice.block(LONG);
			assertThat(this.registry.picked).hasSize(2);
		});
	}

	@Test
	void pickThatFailsInTheBalancerFailsTheCall() {
		this.registry.with("user-service", this.server.port());
		this.registry.failure = new IllegalStateException("broken strategy");
		this.runner.run((context) -> {
			assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> choice(context).block(LONG))
				.withMessage("broken strategy");
			assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> choice(context).block())
				.withMessage("broken strategy");
		});
	}

	private static Mono<?> choice(ApplicationContext context) {
		return Mono.from(context.getBean(LoadBalancerClientFactory.class)
			.getInstance("user-service")
			.choose(new DefaultRequest<>("request")));
	}

	private static Mono<String> get(ApplicationContext context, String uri) {
		return context.getBean(WebClient.Builder.class)
			.build()
			.get()
			.uri(URI.create(uri))
			.retrieve()
			.bodyToMono(String.class);
	}

	@Configuration(proxyBeanMethods = false)
	static class Clients {

		@Bean
		@LoadBalanced
		WebClient.Builder builder() {
			return WebClient.builder().clientConnector(new JdkClientHttpConnector());
		}

	}

}
