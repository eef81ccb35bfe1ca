package io.movieinfo.registry.balancer;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class RoundRobinTests {

	private static BalancingStrategy strategy() {
		return BalancingStrategy.roundRobin();
	}

	@Test
	void everyEndpointGetsExactlyItsShare() {
		Picker picker = strategy().picker(Instances.endpoints(7));
		Map<String, Integer> picks = new HashMap<>();
		for (String id : pick(picker, 7000)) {
			picks.merge(id, 1, Integer::sum);
		}
		assertThat(picks).hasSize(7).allSatisfy((id, count) -> assertThat(count).isEqualTo(1000));
	}

	@Test
	void endpointsTakeTurns() {
		List<String> picks = pick(strategy().picker(Instances.endpoints(7)), 14);
		assertThat(picks.subList(0, 7)).doesNotHaveDuplicates().isEqualTo(picks.subList(7, 14));
	}

	@Test
	void clientsHaveOrdersAndStartsOfTheirOwn() {
		Set<List<String>> orders = new HashSet<>();
		for (int client = 0; client < 50; client++) {
			orders.add(pick(seeded(client).picker(Instances.endpoints(7)), 7));
		}
		assertThat(orders).hasSizeGreaterThan(40);
	}

	@Test
	void updateKeepsTheOrderOfThoseThatStay() {
		BalancingStrategy strategy = seeded(4711);
		List<String> before = fromFirst(pick(strategy.picker(Instances.endpoints(7)), 7));
		List<String> after = fromFirst(pick(strategy.picker(Instances.endpoints(9)), 9));
		assertThat(after.stream().filter(before::contains).toList()).isEqualTo(before);
	}

	@Test
	void weightsDoNotCount() {
		EndpointSet endpoints = new EndpointSet(1,
				List.of(new Endpoint(Instances.weighing(1, 1)), new Endpoint(Instances.weighing(2, 1000))));
		assertThat(pick(strategy().picker(endpoints), 10)).filteredOn((id) -> id.endsWith("1")).hasSize(5);
	}

	private static BalancingStrategy seeded(long seed) {
		return Strategies.seeded(BalancingStrategy.ROUND_ROBIN, seed);
	}

	private static List<String> pick(Picker picker, int times) {
		return IntStream.range(0, times).mapToObj((i) -> String.valueOf(picker.pick(PickContext.NONE))).toList();
	}

	/**
	 * Turns a cycle so that it begins with the first instance.
	 */
	private static List<String> fromFirst(List<String> cycle) {
		int first = cycle.indexOf(Instances.SERVICE + "/movie-1");
		return IntStream.range(0, cycle.size()).mapToObj((i) -> cycle.get((first + i) % cycle.size())).toList();
	}

}
