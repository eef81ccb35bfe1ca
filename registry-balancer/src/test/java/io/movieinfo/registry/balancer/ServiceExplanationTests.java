package io.movieinfo.registry.balancer;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import io.movieinfo.registry.balancer.InstanceExplanation.State;
import io.movieinfo.registry.protocol.Cause;
import io.movieinfo.registry.protocol.Health;
import io.movieinfo.registry.protocol.InstanceContent;
import io.movieinfo.registry.protocol.ServiceInstance;
import io.movieinfo.registry.protocol.ServiceKey;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ServiceExplanationTests {

	@Test
	void everyStateIsExplained() {
		Caller caller = new Caller(BalancingStrategy.ADAPTIVE,
				BalancingRules.DEFAULT.withZone("a").withSubset(List.of(), Map.of("version", "2")));
		List<ServiceInstance> members = List
			.of(member(1, "a").build(), member(2, "a").build(), member(3, "a").build(), member(4, "a").build(),
					member(5, "b").build(), member(6, "a").build(), member(7, "a").build(), member(8, "a").build(),
					member(9, "a").meta(Map.of()).build())
			.stream()
			.map((content) -> {
				int number = content.port() - 8000;
				boolean draining = number == 7;
				boolean dead = number == 8;
				return new ServiceInstance((number == 6) ? content.toBuilder().enabled(false).build() : content,
						dead ? Health.UNHEALTHY : Health.HEALTHY, dead ? Cause.CONNECTION_REFUSED : null, draining,
						number);
			})
			.toList();
		caller.lists(members.stream().filter((member) -> !member.id().equals("movie-2")).toList());
		caller.lists(members);
		caller.calls(caller.endpoint(1), Outcome.SUCCESS, Duration.ofMillis(12));
		caller.calls(caller.endpoint(3), Outcome.CONNECT_FAILURE, Duration.ZERO);
		caller.calls(caller.endpoint(4), Outcome.CONNECT_FAILURE, Duration.ZERO);
		caller.endpoint(4).ejection().readmit(0);
		caller.endpoint(1).begun();
		ServiceExplanation explanation = caller.endpoints.explain(Instances.SERVICE);
		assertThat(explanation.instances()).extracting(InstanceExplanation::state)
			.containsExactly(State.READY, State.SLOW_START, State.EJECTED, State.READY, State.OTHER_ZONE,
					State.DISABLED, State.DRAINING, State.UNHEALTHY, State.NOT_IN_SUBSET);
		InstanceExplanation first = explanation.instances().get(0);
		assertThat(first.latency()).isEqualTo(Duration.ofMillis(12));
		assertThat(first.inFlight()).isEqualTo(1);
		assertThat(first.effectiveWeight()).isEqualTo(100);
		assertThat(explanation.instances().get(4).effectiveWeight()).isZero();
		assertThat(explanation).hasToString("Service 'movie-service' is balanced by adaptive over 4 of 9 instances "
				+ "that have meta {version=2}: movie-1 is ready, movie-2 is warming up, at 10 % of its share, "
				+ "movie-3 is left alone for another 1000 ms because calls to it failed, movie-4 is ready, "
				+ "movie-5 is in another zone ('b', not 'a'), and not needed, movie-6 is disabled, "
				+ "movie-7 is draining, movie-8 is unhealthy (connection-refused), "
				+ "movie-9 is without meta {version=2}");
		caller.ticker.advance(Duration.ofSeconds(1));
		assertThat(caller.endpoints.explain(Instances.SERVICE).instances().get(2).state()).isEqualTo(State.TRIAL);
	}

	@Test
	void usingIllOnesIsExplained() {
		Caller caller = new Caller(BalancingStrategy.RANDOM, BalancingRules.DEFAULT)
			.lists(Instances.ill(1, Cause.REPORTED), Instances.ill(2, Cause.CONNECTION_REFUSED));
		assertThat(caller.endpoints.explain(Instances.SERVICE)).hasToString(
				"Service 'movie-service' is balanced by random over 1 of 2 instances; less than half are healthy, "
						+ "so others are used too: movie-1 is unhealthy (reported), but used because too few are "
						+ "healthy, movie-2 is unhealthy (connection-refused)");
	}

	@Test
	void startingOnesAreExplained() {
		Caller caller = new Caller(BalancingStrategy.RANDOM, BalancingRules.DEFAULT).lists(Instances.healthyUpTo(1))
			.lists(Instances.healthy(1), Instances.ill(2, Cause.NOT_READY));
		assertThat(caller.endpoints.explain(Instances.SERVICE).instances().get(1))
			.hasToString("movie-2 is not ready yet: unhealthy (not-ready)")
			.extracting(InstanceExplanation::state)
			.isEqualTo(State.STARTING);
	}

	@Test
	void explanationIsBounded() {
		Caller caller = new Caller(BalancingStrategy.RANDOM, BalancingRules.DEFAULT).lists(IntStream.range(0, 2_000)
			.mapToObj((i) -> new ServiceInstance(Instances.content(i).id("x".repeat(200) + (1_000_000 + i)).build(),
					Health.HEALTHY, null, false, i))
			.toList());
		ServiceExplanation explanation = caller.endpoints.explain(Instances.SERVICE);
		assertThat(explanation.listed()).isEqualTo(2_000);
		assertThat(explanation.instances()).hasSize(ServiceExplanation.MAX_INSTANCES);
		assertThat(explanation.toString()).hasSizeLessThan(2_000).endsWith("and 1990 more");
		assertThat(NoInstanceException.nonePickable(explanation)).message().hasSizeLessThan(1_000);
		assertThat(NoInstanceException.noneLeft(explanation)).message().hasSizeLessThan(1_000);
	}

	@Test
	void balancerThatDoesNotExplainSaysSo() {
		LoadBalancer balancer = new LoadBalancer() {

			@Override
			public Endpoint pick(ServiceKey service, PickContext context) {
				throw NoInstanceException.serviceUnknown(service);
			}

			@Override
			public void complete(Endpoint endpoint, Outcome outcome, long durationNanos) {
			}

		};
		assertThat(balancer.explain(Instances.SERVICE).instances()).isEqualTo(Collections.emptyList());
		assertThat(balancer.explain(Instances.SERVICE)).asString().contains("does not explain");
	}

	private static InstanceContent.Builder member(int number, String zone) {
		return Instances.content(number).zone(zone).meta(Map.of("version", "2"));
	}

}
