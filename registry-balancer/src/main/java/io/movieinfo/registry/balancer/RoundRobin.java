package io.movieinfo.registry.balancer;

import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;

/**
 * Takes the endpoints in turn, in an order that hangs on a seed and the endpoints' ids:
 * different in every client, and the same before and after an update.
 */
final class RoundRobin implements BalancingStrategy {

	private final long seed;

	RoundRobin(long seed) {
		this.seed = seed;
	}

	@Override
	public String name() {
		return ROUND_ROBIN;
	}

	@Override
	public Picker picker(EndpointSet endpoints) {
		List<Endpoint> order = endpoints.endpoints()
			.stream()
			.sorted(Comparator.comparingLong(this::place).thenComparing((endpoint) -> endpoint.key().id()))
			.toList();
		return new Rotation(order, ThreadLocalRandom.current().nextInt(Math.max(1, order.size())));
	}

	/**
	 * The finishing steps of SplitMix64 (Steele, Lea, Flood, 2014): neighbouring ids end
	 * up far apart.
	 */
	private long place(Endpoint endpoint) {
		long mixed = this.seed + endpoint.key().id().hashCode() * 0x9e3779b97f4a7c15L;
		mixed = (mixed ^ (mixed >>> 30)) * 0xbf58476d1ce4e5b9L;
		mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
		return mixed ^ (mixed >>> 31);
	}

	private static final class Rotation implements Picker {

		private final List<Endpoint> order;

		private final AtomicLong next;

		Rotation(List<Endpoint> order, int start) {
			this.order = order;
			this.next = new AtomicLong(start);
		}

		@Override
		public @Nullable Endpoint pick(PickContext context) {
			int size = this.order.size();
			// one number for each endpoint that is passed over, so that the one after
			// an excluded one does not get its share on top of its own
			for (int i = 0; i < size; i++) {
				Endpoint endpoint = this.order.get((int) (this.next.getAndIncrement() % size));
				if (!context.excludes(endpoint)) {
					return endpoint;
				}
			}
			return context.excludesAny() ? firstLeft(context) : null;
		}

		/**
		 * Other threads move the rotation on as well, so that a walk of one round may
		 * miss the only endpoint that is left.
		 */
		private @Nullable Endpoint firstLeft(PickContext context) {
			for (Endpoint endpoint : this.order) {
				if (!context.excludes(endpoint)) {
					return endpoint;
				}
			}
			return null;
		}

	}

}
