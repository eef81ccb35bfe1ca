package io.movieinfo.registry.balancer;

import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

import io.movieinfo.registry.protocol.ServiceInstance;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ConsistentHashTests {

	private static final int KEYS = 100_000;

	/** As it was in the first process that was asked. */
	private static final int OWNERS_OF_20 = 128_940_479;

	private static final PickContext[] CONTEXTS = new PickContext[KEYS];

	static {
		Arrays.setAll(CONTEXTS, (i) -> PickContext.NONE.withKey("user-" + i));
	}

	private final BalancingStrategy strategy = BalancingStrategy.consistentHash();

	@Test
	void keysAreSpreadEvenly() {
		Map<String, Integer> counts = new HashMap<>();
		for (String id : owners(Instances.endpoints(100))) {
			counts.merge(id, 1, Integer::sum);
		}
		assertThat(counts).hasSize(100);
		assertThat(counts.values().stream().mapToInt(Integer::intValue).max().orElseThrow() / 1000.0)
			.isLessThanOrEqualTo(1.12);
	}

	@Test
	void keysAreSpreadByWeight() {
		EndpointSet endpoints = set(Instances.weighing(1, 50), Instances.weighing(2, 100), Instances.weighing(3, 350));
		String[] owners = owners(endpoints);
		assertThat(Stream.of(owners).filter((id) -> id.equals("movie-1")).count()).isBetween(9_500L, 10_500L);
		assertThat(Stream.of(owners).filter((id) -> id.equals("movie-3")).count()).isBetween(69_000L, 71_000L);
	}

	@Test
	void keysAreTheSameInEveryProcess() {
		assertThat(Arrays.hashCode(owners(Instances.endpoints(20)))).isEqualTo(OWNERS_OF_20);
	}

	@Test
	void onlyKeysOfTheOneThatWentMove() {
		assertNoNeedlessMoves(owners(Instances.endpoints(11)), owners(Instances.endpoints(10)), "movie-11");
	}

	@Test
	void keysMoveOnlyToTheOneThatComes() {
		assertNoNeedlessMoves(owners(Instances.endpoints(10)), owners(Instances.endpoints(11)), "movie-11");
	}

	@Test
	void changedWeightMovesOnlyKeysOfThatInstance() {
		String[] before = owners(set(Instances.healthy(1), Instances.healthy(2), Instances.healthy(3)));
		String[] after = owners(set(Instances.healthy(1), Instances.weighing(2, 300), Instances.healthy(3)));
		assertNoNeedlessMoves(before, after, "movie-2");
	}

	@Test
	void ejectedOneIsSkippedAndGetsItsKeysBack() {
		FakeTicker ticker = new FakeTicker();
		ServiceEndpoints endpoints = new ServiceEndpoints(this.strategy, BalancingRules.DEFAULT, ticker);
		endpoints.update(Instances.healthyUpTo(10));
		String[] before = owners(endpoints);
		Endpoint out = endpoints.current().get(3);
		out.begun();
		endpoints.completed(out, Outcome.CONNECT_FAILURE, 1);
		String[] meanwhile = owners(endpoints);
		assertNoNeedlessMoves(before, meanwhile, out.instance().id());
		assertThat(meanwhile).doesNotContain(out.instance().id());
		ticker.advance(Duration.ofSeconds(1));
		assertThat(owners(endpoints)).isEqualTo(before);
	}

	@Test
	void noneGetsMuchMoreInFlightThanItsShare() {
		ServiceEndpoints endpoints = new ServiceEndpoints(this.strategy);
		endpoints.update(Instances.healthyUpTo(10));
		Set<Endpoint> picked = new HashSet<>();
		for (int i = 0; i < 1000; i++) {
			picked.add(endpoints.pick(CONTEXTS[0]));
		}
		assertThat(picked).hasSizeBetween(8, 9)
			.allSatisfy((each) -> assertThat(each.inFlight()).isLessThanOrEqualTo(125));
	}

	@Test
	void withoutKeyAnyIsTaken() {
		Picker picker = this.strategy.picker(Instances.endpoints(5));
		Set<Endpoint> picked = new HashSet<>();
		for (int i = 0; i < 200; i++) {
			picked.add(picker.pick(PickContext.NONE));
		}
		assertThat(picked).hasSize(5);
	}

	private static void assertNoNeedlessMoves(String[] before, String[] after, String changed) {
		int moved = 0;
		for (int i = 0; i < before.length; i++) {
			if (!before[i].equals(after[i])) {
				moved++;
				assertThat(changed).isIn(before[i], after[i]);
			}
		}
		assertThat(moved).isPositive();
	}

	private static EndpointSet set(ServiceInstance... instances) {
		return new EndpointSet(1, Stream.of(instances).map(Endpoint::new).toList());
	}

	private String[] owners(EndpointSet endpoints) {
		Picker picker = this.strategy.picker(endpoints);
		return Stream.of(CONTEXTS)
			.map((context) -> Objects.requireNonNull(picker.pick(context)).instance().id())
			.toArray(String[]::new);
	}

	private static String[] owners(ServiceEndpoints endpoints) {
		return Stream.of(CONTEXTS).map((context) -> {
			Endpoint endpoint = Objects.requireNonNull(endpoints.pick(context));
			endpoints.completed(endpoint, Outcome.SUCCESS, 1);
			return endpoint.instance().id();
		}).toArray(String[]::new);
	}

}
