package io.movieinfo.registry.balancer;

import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class ChangedWeightTests {

	@ParameterizedTest
	@ValueSource(strings = { BalancingStrategy.ADAPTIVE, BalancingStrategy.WEIGHTED_ROUND_ROBIN,
			BalancingStrategy.WEIGHTED_RANDOM })
	void changedWeightCountsFromTheNextPickOn(String strategy) {
		for (int seed = 0; seed < 100; seed++) {
			SplittableRandom latency = new SplittableRandom(seed);
			FakeTicker ticker = new FakeTicker();
			ServiceEndpoints endpoints = new ServiceEndpoints(Strategies.seeded(strategy, seed), BalancingRules.DEFAULT,
					ticker);
			endpoints.update(Instances.healthyUpTo(3));
			assertThat(callsOfFirst(endpoints, ticker, latency)).isBetween(333 - 70, 333 + 70);
			endpoints.update(List.of(Instances.weighing(1, 10), Instances.healthy(2), Instances.healthy(3)));
			double expected = 1000 * 10 / 210.0;
			assertThat((double) callsOfFirst(endpoints, ticker, latency)).as("seed %d", seed)
				.isBetween(expected - 50, expected + 50);
		}
	}

	private static int callsOfFirst(ServiceEndpoints endpoints, FakeTicker ticker, SplittableRandom latency) {
		int calls = 0;
		for (int i = 0; i < 1000; i++) {
			Endpoint endpoint = endpoints.pick(PickContext.NONE);
			if (endpoint == null) {
				throw new AssertionError("nothing picked");
			}
			Duration duration = Duration.ofMillis(10).plusNanos(latency.nextInt(1_000_000));
			ticker.advance(duration);
			endpoints.completed(endpoint, Outcome.SUCCESS, duration.toNanos());
			calls += endpoint.instance().id().equals("movie-1") ? 1 : 0;
		}
		return calls;
	}

}
