package io.movieinfo.registry.balancer;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class RandomChoiceTests extends AbstractStrategyTests {

	@Override
	BalancingStrategy strategy() {
		return BalancingStrategy.random();
	}

	@Test
	void everyEndpointIsAsLikelyAsTheOthers() {
		assertEven(7, PickContext.NONE, Instances.endpoints(7));
	}

	@Test
	void thoseThatAreLeftAreAsLikelyAsEachOther() {
		EndpointSet endpoints = Instances.endpoints(7);
		assertEven(5, PickContext.excluding(List.of(endpoints.get(2), endpoints.get(3))), endpoints);
	}

	private static void assertEven(int expected, PickContext context, EndpointSet endpoints) {
		Picker picker = new RandomChoice(new Random(4711)::nextInt).picker(endpoints);
		int times = expected * 10_000;
		Map<String, Integer> picks = new HashMap<>();
		for (int i = 0; i < times; i++) {
			picks.merge(String.valueOf(picker.pick(context)), 1, Integer::sum);
		}
		// five standard deviations of a binomial distribution with a mean of 10,000
		assertThat(picks).hasSize(expected)
			.allSatisfy((id, count) -> assertThat(count).isBetween(10_000 - 500, 10_000 + 500));
	}

}
