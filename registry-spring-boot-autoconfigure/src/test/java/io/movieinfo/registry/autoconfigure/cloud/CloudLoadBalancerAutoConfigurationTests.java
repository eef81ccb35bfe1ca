package io.movieinfo.registry.autoconfigure.cloud;

import io.movieinfo.registry.balancer.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import reactor.core.publisher.Mono;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.cloud.client.DefaultServiceInstance;
import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.loadbalancer.DefaultRequest;
import org.springframework.cloud.client.loadbalancer.DefaultResponse;
import org.springframework.cloud.client.loadbalancer.LoadBalancerClient;
import org.springframework.cloud.client.loadbalancer.Request;
import org.springframework.cloud.client.loadbalancer.Response;
import org.springframework.cloud.loadbalancer.annotation.LoadBalancerClients;
import org.springframework.cloud.loadbalancer.core.ReactorServiceInstanceLoadBalancer;
import org.springframework.cloud.loadbalancer.support.LoadBalancerClientFactory;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Who balances which service.
 */
@ExtendWith(OutputCaptureExtension.class)
class CloudLoadBalancerAutoConfigurationTests {

	private static final String SIMPLE = "spring.cloud.discovery.client.simple.instances.";

	private final FakeRegistryBalancer registry = new FakeRegistryBalancer().with("user-service", 9001)
		.with("movie-service", 9002)
		.withService("empty-service");

	private final ApplicationContextRunner runner = CloudRunner.with(this.registry)
		.withPropertyValues(SIMPLE + "user-service[0].uri=http://static:1",
				SIMPLE + "empty-service[0].uri=http://static:2", SIMPLE + "old-service[0].uri=http://static:3",
				SIMPLE + "old_one[0].uri=http://static:4");

	@Test
	void serviceThatTheRegistryKnowsIsTheRegistrysThoughOthersListItToo() {
		this.runner.run((context) -> {
			ServiceInstance chosen = chosen(context, "user-service");
			assertThat(chosen).isInstanceOf(PickedInstance.class);
			assertThat(chosen.getPort()).isEqualTo(9001);
		});
	}

	@Test
	void withoutRoutableInstanceThereIsNoneThoughOthersListSome(CapturedOutput output) {
		this.runner.run((context) -> {
			assertThat(chosen(context, "empty-service")).isNull();
			assertThat(chosen(context, "empty-service")).isNull();
			assertThat(output).containsOnlyOnce("Nothing to pick: ");
		});
	}

	@Test
	void serviceThatOnlyOthersKnowIsCalledAsTheyListIt() {
		this.runner.run((context) -> {
			assertThat(chosen(context, "old-service").getUri()).hasToString("http://static:3");
			assertThat(this.registry.outcomes).isEmpty();
		});
	}

	@Test
	void nameThatNoServiceOfTheRegistryCanHaveIsLeftToOthers() {
		this.runner.run((context) -> {
			assertThat(chosen(context, "old_one").getUri()).hasToString("http://static:4");
			assertThat(this.registry.onEventLoop).isEmpty();
		});
	}

	@Test
	void whileTheRegistryWasNeverReachedOthersAreAsked(CapturedOutput output) {
		this.registry.reachable = false;
		this.runner.run((context) -> {
			assertThat(chosen(context, "user-service").getUri()).hasToString("http://static:1");
			assertThat(output).contains("Asking other discovery clients: Nothing is known of service");
			this.registry.reachable = true;
			assertThat(chosen(context, "user-service").getPort()).isEqualTo(9001);
		});
	}

	@Test
	void serviceThatNobodyKnowsHasNoInstance() {
		this.runner.run((context) -> assertThat(chosen(context, "no-service")).isNull());
	}

	@Test
	void balancerThatTheApplicationHasForOneServiceStays() {
		this.runner.withUserConfiguration(OwnForMovies.class).run((context) -> {
			assertThat(chosen(context, "movie-service").getUri()).hasToString("http://own:5");
			assertThat(chosen(context, "user-service").getPort()).isEqualTo(9001);
		});
	}

	@Test
	void balancerThatTheApplicationHasForAllServicesStays() {
		this.runner.withUserConfiguration(OwnForAll.class)
			.run((context) -> assertThat(chosen(context, "user-service").getUri()).hasToString("http://own:5"));
	}

	@Test
	void balancerBeanOfTheApplicationStays() {
		this.runner.withUserConfiguration(Own.class)
			.run((context) -> assertThat(chosen(context, "user-service").getUri()).hasToString("http://own:5"));
	}

	@Test
	void pickIsMadeWithoutSpringCloudsDiscoveryToo() {
		this.runner.withPropertyValues("spring.cloud.discovery.enabled=false")
			.run((context) -> assertThat(chosen(context, "user-service").getPort()).isEqualTo(9001));
	}

	@Test
	void pickWithoutRequestIsOverAtOnce() {
		this.runner.run((context) -> {
			chosen(context, "user-service");
			assertThat(this.registry.outcomes).containsExactly(Outcome.CANCELLED);
		});
	}

	@Test
	void pickForRequestIsOpenUntilItsOutcomeIsReported() {
		this.runner.run((context) -> {
			context.getBean(LoadBalancerClient.class).choose("user-service", new DefaultRequest<>("request"));
			assertThat(this.registry.picked).hasSize(1);
			assertThat(this.registry.outcomes).isEmpty();
		});
	}

	@Test
	void picksOfOneInstanceAreEqual() {
		this.runner
			.run((context) -> assertThat(chosen(context, "user-service")).isEqualTo(chosen(context, "user-service"))
				.hasSameHashCodeAs(chosen(context, "user-service"))
				.isNotEqualTo(chosen(context, "movie-service")));
	}

	@Test
	void springCloudsSwitchHolds() {
		this.runner.withPropertyValues("spring.cloud.loadbalancer.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(RegistryBalancers.class)
				.doesNotHaveBean(OutcomeLifecycle.class)
				.doesNotHaveBean(LoadBalancerClientFactory.class)
				.hasSingleBean(RegistryDiscoveryClient.class));
	}

	@Test
	void withoutRegistryClientSpringCloudBalancesAsItDoes() {
		this.runner.withPropertyValues("registry.client.enabled=false")
			.run((context) -> assertThat(chosen(context, "user-service").getUri()).hasToString("http://static:1"));
	}

	private static ServiceInstance chosen(ApplicationContext context, String service) {
		return context.getBean(LoadBalancerClient.class).choose(service);
	}

	@Configuration(proxyBeanMethods = false)
	@org.springframework.cloud.loadbalancer.annotation.LoadBalancerClient(name = "movie-service",
			configuration = Own.class)
	static class OwnForMovies {

	}

	@Configuration(proxyBeanMethods = false)
	@LoadBalancerClients(defaultConfiguration = Own.class)
	static class OwnForAll {

	}

	static class Own {

		@Bean
		ReactorServiceInstanceLoadBalancer ownBalancer() {
			return new ReactorServiceInstanceLoadBalancer() {

				@Override
				@SuppressWarnings("rawtypes")
				public Mono<Response<ServiceInstance>> choose(Request request) {
					return Mono
						.just(new DefaultResponse(new DefaultServiceInstance("own", "user-service", "own", 5, false)));
				}

			};
		}

	}

}
