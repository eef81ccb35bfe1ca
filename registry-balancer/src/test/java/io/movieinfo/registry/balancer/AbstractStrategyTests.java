package io.movieinfo.registry.balancer;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What every strategy has to do.
 */
@Timeout(60)
abstract class AbstractStrategyTests {

	abstract BalancingStrategy strategy();

	@Test
	void picksNothingFromNothing() {
		Picker picker = strategy().picker(EndpointSet.EMPTY);
		assertThat(picker.pick(PickContext.NONE)).isNull();
	}

	@Test
	void picksTheOnlyOne() {
		EndpointSet endpoints = Instances.endpoints(1);
		assertThat(strategy().picker(endpoints).pick(PickContext.NONE)).isSameAs(endpoints.get(0));
	}

	@Test
	void triesEachEndpointOnceAndThenNone() {
		Picker picker = strategy().picker(Instances.endpoints(7));
		Set<Endpoint> tried = new HashSet<>();
		for (int i = 0; i < 7; i++) {
			Endpoint endpoint = picker.pick(PickContext.excluding(tried));
			assertThat(endpoint).isNotNull().isNotIn(tried);
			if (endpoint != null) {
				tried.add(endpoint);
			}
		}
		assertThat(picker.pick(PickContext.excluding(tried))).isNull();
	}

	@Test
	void isFoundByItsName() {
		assertThat(BalancingStrategy.named(strategy().name())).hasSameClassAs(strategy());
	}

	@Test
	void picksOnlyWhatIsListedWhileThatChanges() throws InterruptedException, ExecutionException {
		ServiceEndpoints endpoints = new ServiceEndpoints(strategy());
		endpoints.update(Instances.healthyUpTo(1));
		AtomicBoolean over = new AtomicBoolean();
		ExecutorService executor = Executors.newFixedThreadPool(4);
		try {
			List<Future<Integer>> pickers = new ArrayList<>();
			for (int i = 0; i < 4; i++) {
				pickers.add(executor.submit(() -> pickUntil(over, endpoints)));
			}
			for (int round = 0; round < 3_000; round++) {
				endpoints.update(Instances.healthyUpTo(1 + round % 20));
			}
			over.set(true);
			for (Future<Integer> picker : pickers) {
				assertThat(picker.get()).isPositive();
			}
		}
		finally {
			over.set(true);
			executor.shutdownNow();
		}
	}

	private static int pickUntil(AtomicBoolean over, ServiceEndpoints endpoints) {
		int picks = 0;
		do {
			Endpoint first = endpoints.pick(PickContext.NONE);
			if (first == null || first.instance().incarnation() > 20) {
				throw new AssertionError("picked " + first);
			}
			Endpoint second = endpoints.pick(PickContext.excluding(List.of(first)));
			if (second == first) {
				throw new AssertionError("picked what was excluded: " + second);
			}
			picks++;
		}
		while (!over.get());
		return picks;
	}

}
