package io.movieinfo.registry.autoconfigure.cloud;

import java.lang.management.ManagementFactory;

import com.sun.management.ThreadMXBean;
import io.movieinfo.registry.balancer.Endpoint;
import io.movieinfo.registry.balancer.LoadBalancer;
import io.movieinfo.registry.balancer.Outcome;
import io.movieinfo.registry.balancer.PickContext;
import io.movieinfo.registry.protocol.ServiceKey;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;

import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.loadbalancer.DefaultRequest;
import org.springframework.cloud.client.loadbalancer.Request;
import org.springframework.cloud.client.loadbalancer.Response;
import org.springframework.cloud.loadbalancer.core.RoundRobinLoadBalancer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

/**
 * What a pick costs through the bridge, beyond what the registry's balancer needs:
 * nothing.
 */
class ChoiceAllocationTests {

	private static final int PICKS = 100_000;

	private static final int MOST_BYTES = 120;

	private static final ServiceKey USERS = new ServiceKey("default", "user-service");

	private final Request<Object> request = new DefaultRequest<>("request");

	private final RegistryLoadBalancer balancer = new RegistryLoadBalancer(USERS, new SameAgain(),
			mock(RoundRobinLoadBalancer.class), true, "X-User");

	private @Nullable ServiceInstance last;

	@Test
	void blockingPickAllocatesLittle() {
		assertThat(bytesPerPick(() -> this.last = server(this.balancer.choose(this.request).block())))
			.isLessThanOrEqualTo(MOST_BYTES);
	}

	@Test
	void reactivePickAllocatesLittle() {
		this.balancer.choose(this.request).block();
		Subscriber subscriber = new Subscriber();
		assertThat(bytesPerPick(() -> this.balancer.choose(this.request).subscribe(subscriber)))
			.isLessThanOrEqualTo(MOST_BYTES);
	}

	/**
	 * Measures before the compiler has learned to do without some of the objects, too:
	 * what is measured is then no lower bound, but an upper one.
	 */
	private long bytesPerPick(Runnable pick) {
		ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
		long allocated = Long.MAX_VALUE;
		for (int round = 0; round < 10; round++) {
			long before = threads.getCurrentThreadAllocatedBytes();
			for (int i = 0; i < PICKS; i++) {
				pick.run();
				if (this.last instanceof PickedInstance picked) {
					picked.complete(Outcome.SUCCESS);
				}
			}
			allocated = Math.min(allocated, threads.getCurrentThreadAllocatedBytes() - before);
		}
		return allocated / PICKS;
	}

	private static @Nullable ServiceInstance server(@Nullable Response<ServiceInstance> response) {
		return (response != null) ? response.getServer() : null;
	}

	private final class Subscriber implements CoreSubscriber<Response<ServiceInstance>> {

		@Override
		public void onSubscribe(Subscription subscription) {
			subscription.request(Long.MAX_VALUE);
		}

		@Override
		public void onNext(Response<ServiceInstance> response) {
			ChoiceAllocationTests.this.last = response.getServer();
		}

		@Override
		public void onError(Throwable failure) {
			throw new AssertionError(failure);
		}

		@Override
		public void onComplete() {
			// the response was all
		}

	}

	private static final class SameAgain implements LoadBalancer {

		private final Endpoint endpoint = new FakeRegistryBalancer().with("user-service", 9001)
			.pick(USERS, PickContext.NONE);

		@Override
		public Endpoint pick(ServiceKey service, PickContext context) {
			return this.endpoint;
		}

		@Override
		public void complete(Endpoint endpoint, Outcome outcome, long durationNanos) {
			// nobody asks
		}

	}

}
