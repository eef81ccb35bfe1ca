package io.movieinfo.registry.balancer;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;

import io.movieinfo.registry.protocol.ServiceInstance;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class WeightedRoundRobinTests {

	private static final int CHANGES = 10_000;

	/** Such that cycles are of any length up to the longest. */
	private static final int[] WEIGHTS = { 1, 2, 3, 5, 10, 25, 50, 80, 100, 100, 100, 120, 150, 200, 300, 450 };

	private final SplittableRandom random = new SplittableRandom(4711);

	@Test
	void everyEndpointHasItsShareAtAnyMomentWhateverChanges() {
		ServiceEndpoints endpoints = new ServiceEndpoints(
				Strategies.seeded(BalancingStrategy.WEIGHTED_ROUND_ROBIN, 4711), BalancingRules.DEFAULT, () -> 0);
		TreeMap<String, ServiceInstance> members = new TreeMap<>();
		add(members);
		for (int change = 0; change < CHANGES; change++) {
			change(members);
			// as when a client begins, because newcomers would have to warm up
			endpoints.update(List.of());
			endpoints.update(List.copyOf(members.values()));
			assertSmooth(endpoints, members);
		}
	}

	private void change(SortedMap<String, ServiceInstance> members) {
		int kind = this.random.nextInt(3);
		if (kind == 0 && members.size() < 20) {
			add(members);
		}
		else if (kind == 1 && members.size() > 1) {
			members.remove(any(members));
		}
		else {
			int number = (int) Objects.requireNonNull(members.get(any(members))).incarnation();
			put(members, number);
		}
	}

	private void add(SortedMap<String, ServiceInstance> members) {
		put(members, 1 + this.random.nextInt(1_000));
	}

	private void put(SortedMap<String, ServiceInstance> members, int number) {
		ServiceInstance instance = Instances.weighing(number, WEIGHTS[this.random.nextInt(WEIGHTS.length)]);
		members.put(instance.id(), instance);
	}

	private String any(SortedMap<String, ServiceInstance> members) {
		return members.keySet().stream().skip(this.random.nextInt(members.size())).findFirst().orElseThrow();
	}

	/**
	 * Over the first whole cycle after a change, which begins anywhere in the schedule:
	 * each endpoint has exactly its turns in it, in the part of any length from its
	 * beginning its share within two turns, as those are parts of two cycles with less
	 * than one off, and never more than two turns in a row unless it has most of them.
	 */
	private static void assertSmooth(ServiceEndpoints endpoints, SortedMap<String, ServiceInstance> members) {
		int divisor = members.values().stream().mapToInt(ServiceInstance::weight).reduce(0, (a, b) -> gcd(a, b));
		int total = members.values().stream().mapToInt(ServiceInstance::weight).sum() / divisor;
		Map<Endpoint, Integer> taken = new HashMap<>();
		Endpoint last = null;
		int inARow = 0;
		for (int pick = 1; pick <= total; pick++) {
			Endpoint endpoint = endpoints.pick(PickContext.NONE);
			if (endpoint == null) {
				throw new AssertionError("nothing picked");
			}
			inARow = (endpoint == last) ? inARow + 1 : 1;
			last = endpoint;
			int turns = endpoint.instance().weight() / divisor;
			if (turns * 2 <= total && inARow > 2) {
				throw new AssertionError(
						"%s %d times in a row with %d of %d".formatted(endpoint, inARow, turns, total));
			}
			double off = taken.merge(endpoint, 1, Integer::sum) - (double) pick * turns / total;
			if (Math.abs(off) >= 2) {
				throw new AssertionError("%s is %f turns off after %d of %d".formatted(endpoint, off, pick, total));
			}
			endpoints.completed(endpoint, Outcome.SUCCESS, 1);
		}
		taken.forEach((endpoint, turns) -> assertThat(turns).isEqualTo(endpoint.instance().weight() / divisor));
		assertThat(taken).hasSize(members.size());
	}

	private static int gcd(int a, int b) {
		return (b == 0) ? a : gcd(b, a % b);
	}

}
