package io.movieinfo.registry.balancer;

import java.lang.management.ManagementFactory;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;

import com.sun.management.ThreadMXBean;
import io.movieinfo.registry.protocol.ServiceInstance;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What every strategy has to do.
 */
@Timeout(60)
@ParameterizedClass
@MethodSource("io.movieinfo.registry.balancer.BalancingStrategy#names")
class StrategyContractTests {

	private static final PickContext KEYED = PickContext.NONE.withKey("user-7");

	@Parameter
	String name = "";

	private BalancingStrategy strategy() {
		return BalancingStrategy.named(this.name);
	}

	@Test
	void isFoundByItsName() {
		assertThat(strategy().name()).isEqualTo(this.name);
	}

	@Test
	void picksNothingFromNothing() {
		Picker picker = strategy().picker(EndpointSet.EMPTY);
		assertThat(picker.pick(PickContext.NONE)).isNull();
		assertThat(picker.pick(KEYED)).isNull();
	}

	@Test
	void picksTheOnlyOne() {
		EndpointSet endpoints = Instances.endpoints(1);
		Picker picker = strategy().picker(endpoints);
		assertThat(picker.pick(PickContext.NONE)).isSameAs(endpoints.get(0));
		assertThat(picker.pick(KEYED)).isSameAs(endpoints.get(0));
		assertThat(picker.pick(PickContext.excluding(endpoints.endpoints()))).isNull();
	}

	@Test
	void triesEachEndpointOnceAndThenNone() {
		for (int round = 0; round < 100; round++) {
			Picker picker = strategy().picker(Instances.endpoints(7));
			Set<Endpoint> tried = new HashSet<>();
			for (int i = 0; i < 7; i++) {
				PickContext context = PickContext.excluding(tried);
				Endpoint endpoint = picker.pick((round % 2 == 0) ? context : context.withKey("user-" + round));
				assertThat(endpoint).isNotNull().isNotIn(tried);
				tried.add(Objects.requireNonNull(endpoint));
			}
			assertThat(picker.pick(PickContext.excluding(tried))).isNull();
			assertThat(picker.pick(PickContext.excluding(tried).withKey("user-" + round))).isNull();
		}
	}

	@Test
	void leavesAloneWhatIsEjectedButNotWhenNothingElseIsLeft() {
		FakeTicker ticker = new FakeTicker();
		ServiceEndpoints endpoints = endpoints(ticker, 4);
		Set<Endpoint> ejected = new HashSet<>();
		for (int i = 0; i < 2; i++) {
			Endpoint endpoint = pick(endpoints, PickContext.NONE);
			ejected.add(endpoint);
			endpoints.completed(endpoint, Outcome.CONNECT_FAILURE, 1);
		}
		assertThat(ejected).hasSize(2);
		Set<Endpoint> picked = new HashSet<>();
		for (int i = 0; i < 200; i++) {
			Endpoint endpoint = pick(endpoints, (i % 2 == 0) ? PickContext.NONE : PickContext.NONE.withKey("key-" + i));
			endpoints.completed(endpoint, Outcome.SUCCESS, 1_000);
			picked.add(endpoint);
		}
		assertThat(picked).hasSize(2).doesNotContainAnyElementsOf(ejected);
		assertThat(pick(endpoints, PickContext.excluding(picked))).isIn(ejected);
	}

	@Test
	void oneTrialIsMadeAfterThePause() {
		FakeTicker ticker = new FakeTicker();
		ServiceEndpoints endpoints = endpoints(ticker, 2);
		Endpoint ejected = pick(endpoints, PickContext.NONE);
		endpoints.completed(ejected, Outcome.CONNECT_FAILURE, 1);
		ticker.advance(Duration.ofSeconds(1));
		int trials = 0;
		for (int i = 0; i < 200; i++) {
			trials += (pick(endpoints,
					(i % 2 == 0) ? PickContext.NONE : PickContext.NONE.withKey("key-" + i)) == ejected) ? 1 : 0;
		}
		assertThat(trials).isEqualTo(1);
	}

	@Test
	void whatHasGoneIsForgotten() {
		ServiceEndpoints endpoints = endpoints(new FakeTicker(), 3);
		WeakReference<Endpoint> gone = new WeakReference<>(endpoints.current().get(2));
		for (int i = 0; i < 30; i++) {
			endpoints.completed(pick(endpoints, KEYED), Outcome.SUCCESS, 1_000);
		}
		endpoints.update(Instances.healthyUpTo(2));
		Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> {
			System.gc();
			return gone.get() == null;
		});
		assertThat(endpoints.current().size()).isEqualTo(2);
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
				endpoints.update(changed(round));
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
		assertThat(endpoints.current().endpoints()).allSatisfy((endpoint) -> assertThat(endpoint.inFlight()).isZero());
	}

	@Test
	void allocatesNothing() {
		ServiceEndpoints endpoints = endpoints(System::nanoTime, 10);
		ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
		long allocated = Long.MAX_VALUE;
		// the compiler may still be at work in the first rounds
		for (int round = 0; round < 10; round++) {
			long before = threads.getCurrentThreadAllocatedBytes();
			pickMany(endpoints);
			allocated = Math.min(allocated, threads.getCurrentThreadAllocatedBytes() - before);
		}
		assertThat(allocated).isZero();
	}

	private ServiceEndpoints endpoints(LongSupplier ticker, int size) {
		ServiceEndpoints endpoints = new ServiceEndpoints(strategy(), BalancingRules.DEFAULT, ticker);
		endpoints.update(Instances.healthyUpTo(size));
		return endpoints;
	}

	private static void pickMany(ServiceEndpoints endpoints) {
		for (int i = 0; i < 50_000; i++) {
			Endpoint endpoint = endpoints.pick((i % 2 == 0) ? PickContext.NONE : KEYED);
			if (endpoint == null) {
				throw new AssertionError("nothing picked");
			}
			// failures, pauses and trials as well
			boolean fails = i % 7 == 0 && endpoint.instance().incarnation() < 3;
			endpoints.completed(endpoint, fails ? Outcome.CONNECT_FAILURE : Outcome.SUCCESS, 1_000 + i);
		}
	}

	private static List<ServiceInstance> changed(int round) {
		List<ServiceInstance> instances = new ArrayList<>();
		for (int i = 1; i <= 1 + round % 20; i++) {
			instances.add((i == 1) ? Instances.weighing(1, 1 + round % 1000) : Instances.healthy(i));
		}
		return instances;
	}

	private static int pickUntil(AtomicBoolean over, ServiceEndpoints endpoints) {
		int picks = 0;
		do {
			Endpoint first = pick(endpoints, PickContext.NONE);
			if (first.instance().incarnation() > 20) {
				throw new AssertionError("picked " + first);
			}
			Endpoint second = endpoints.pick(PickContext.excluding(List.of(first)).withKey("user-7"));
			if (second == first) {
				throw new AssertionError("picked what was excluded: " + second);
			}
			endpoints.completed(first, Outcome.SUCCESS, 1_000_000);
			if (second != null) {
				endpoints.completed(second, Outcome.FAILURE, 1_000_000);
			}
			picks++;
		}
		while (!over.get());
		return picks;
	}

	private static Endpoint pick(ServiceEndpoints endpoints, PickContext context) {
		Endpoint endpoint = endpoints.pick(context);
		if (endpoint == null) {
			throw new AssertionError("nothing picked");
		}
		return endpoint;
	}

}
