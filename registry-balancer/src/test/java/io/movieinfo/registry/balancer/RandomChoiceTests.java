package io.movieinfo.registry.balancer;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class RandomChoiceTests {

	@Test
	void everyEndpointIsAsLikelyAsTheOthers() {
		assertEven(7, PickContext.NONE, Instances.endpoints(7));
	}

	@Test
	void thoseThatAreLeftAreAsLikelyAsEachOther() {
		EndpointSet endpoints = Instances.endpoints(7);
		assertEven(5, PickContext.excluding(List.of(endpoints.get(2), endpoints.get(3))), endpoints);
	}

	@Test
	void weightedOnesAreAsLikelyAsTheirWeights() {
		EndpointSet endpoints = new EndpointSet(1, List.of(new Endpoint(Instances.weighing(1, 10)),
				new Endpoint(Instances.weighing(2, 100)), new Endpoint(Instances.weighing(3, 890))));
		Map<String, Integer> picks = count(Strategies.seeded(BalancingStrategy.WEIGHTED_RANDOM, 4711).picker(endpoints),
				PickContext.NONE, 100_000);
		assertThat(picks.get("movie-service/movie-1")).isBetween(1_000 - 160, 1_000 + 160);
		assertThat(picks.get("movie-service/movie-2")).isBetween(10_000 - 480, 10_000 + 480);
	}

	private static void assertEven(int expected, PickContext context, EndpointSet endpoints) {
		Picker picker = Strategies.seeded(BalancingStrategy.RANDOM, 4711).picker(endpoints);
		Map<String, Integer> picks = count(picker, context, expected * 10_000);
		// five standard deviations of a binomial distribution with a mean of 10,000
		assertThat(picks).hasSize(expected)
			.allSatisfy((id, count) -> assertThat(count).isBetween(10_000 - 500, 10_000 + 500));
	}

	private static Map<String, Integer> count(Picker picker, PickContext context, int times) {
		Map<String, Integer> picks = new HashMap<>();
		for (int i = 0; i < times; i++) {
			picks.merge(String.valueOf(picker.pick(context)), 1, Integer::sum);
		}
		return picks;
	}

}
