package io.movieinfo.registry.balancer;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class ClientsTogetherTests {

	private static final int SEEDS = 1_000;

	@ParameterizedTest
	@ValueSource(strings = { BalancingStrategy.ADAPTIVE, BalancingStrategy.LEAST_REQUESTS,
			BalancingStrategy.ROUND_ROBIN, BalancingStrategy.WEIGHTED_ROUND_ROBIN })
	void clientsThatBeginTogetherDoNotCallTheSameInstances(String strategy) {
		List<Double> unevenness = new ArrayList<>();
		for (long seed = 0; seed < SEEDS; seed++) {
			unevenness.add(unevenness(strategy, seed));
		}
		assertThat(unevenness.stream().sorted().toList().get(SEEDS / 2)).isLessThanOrEqualTo(1.40);
	}

	/**
	 * 50 clients make 3 calls each to 10 instances, none of which is over before the
	 * last; how many the busiest gets, for those of the mean.
	 */
	private static double unevenness(String strategy, long seed) {
		Map<String, Integer> calls = new HashMap<>();
		for (int client = 0; client < 50; client++) {
			ServiceEndpoints endpoints = new ServiceEndpoints(Strategies.seeded(strategy, Mix.mix(seed * 50 + client)));
			endpoints.update(Instances.healthyUpTo(10));
			for (int call = 0; call < 3; call++) {
				calls.merge(String.valueOf(endpoints.pick(PickContext.NONE)), 1, Integer::sum);
			}
		}
		return calls.values().stream().mapToInt(Integer::intValue).max().orElseThrow() / 15.0;
	}

}
