package io.movieinfo.registry.client;

import java.lang.management.ManagementFactory;

import com.sun.management.ThreadMXBean;
import io.movieinfo.registry.balancer.BalancingStrategy;
import io.movieinfo.registry.balancer.Endpoint;
import io.movieinfo.registry.balancer.LoadBalancer;
import io.movieinfo.registry.balancer.Outcome;
import io.movieinfo.registry.balancer.PickContext;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

class PickAllocationTests extends AbstractClientTests {

	private static final int PICKS = 100_000;

	@ParameterizedTest
	@MethodSource("io.movieinfo.registry.balancer.BalancingStrategy#names")
	void picksAllocateNothing(String strategy) {
		for (int i = 1; i <= 10; i++) {
			this.registry.put(movie(i));
		}
		LoadBalancer balancer = started(builder().strategy((service) -> BalancingStrategy.named(strategy)))
			.loadBalancer();
		ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
		long allocated = Long.MAX_VALUE;
		// the compiler may still be at work in the first rounds
		for (int round = 0; round < 10; round++) {
			long before = threads.getCurrentThreadAllocatedBytes();
			pickMany(balancer);
			allocated = Math.min(allocated, threads.getCurrentThreadAllocatedBytes() - before);
		}
		assertThat(allocated).isZero();
	}

	private static void pickMany(LoadBalancer balancer) {
		for (int i = 0; i < PICKS; i++) {
			Endpoint endpoint = balancer.pick(MOVIES, PickContext.NONE);
			balancer.complete(endpoint, Outcome.SUCCESS, i);
		}
	}

}
