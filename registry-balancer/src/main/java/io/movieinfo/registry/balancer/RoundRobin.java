package io.movieinfo.registry.balancer;

import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;

/**
 * Takes the endpoints in turn, each as often as its share says, in an order that hangs on
 * a seed and the endpoints' ids: different in every client, and the same before and after
 * an update.
 */
final class RoundRobin implements BalancingStrategy {

	private final boolean weighted;

	private final long seed;

	private final LongSupplier random;

	/**
	 * Creates the strategy.
	 * @param weighted whether the instances' weights count
	 * @param seed makes the order
	 * @param random returns any number, all equally likely; called by many threads
	 */
	RoundRobin(boolean weighted, long seed, LongSupplier random) {
		this.weighted = weighted;
		this.seed = seed;
		this.random = random;
	}

	@Override
	public String name() {
		return this.weighted ? WEIGHTED_ROUND_ROBIN : ROUND_ROBIN;
	}

	@Override
	public Picker picker(EndpointSet endpoints) {
		if (endpoints.size() == 0) {
			return (context) -> null;
		}
		return new Rotation(endpoints, this.weighted ? endpoints.weights() : endpoints.evenShares(), this.seed,
				this.random);
	}

	/**
	 * Walks through a schedule of the endpoints.
	 */
	static final class Rotation implements Picker {

		private final Endpoint[] order;

		private final Schedule schedule;

		private final AtomicLong cursor;

		private final LongSupplier random;

		Rotation(EndpointSet endpoints, double[] shares, long seed, LongSupplier random) {
			List<Integer> order = IntStream.range(0, shares.length)
				.boxed()
				.sorted(Comparator.<Integer>comparingLong((index) -> place(seed, endpoints.get(index)))
					.thenComparing((index) -> endpoints.get(index).key().id()))
				.toList();
			this.order = order.stream().map(endpoints::get).toArray(Endpoint[]::new);
			this.schedule = Schedule.of(order.stream().mapToDouble((index) -> shares[index]).toArray());
			this.cursor = new AtomicLong(random.getAsLong() >>> 40);
			this.random = random;
		}

		@Override
		public @Nullable Endpoint pick(PickContext context) {
			Endpoint endpoint = this.order[this.schedule.next(this.cursor)];
			return context.excludes(endpoint) ? pickOther(context) : endpoint;
		}

		/**
		 * Any other, because the one that comes next would always get the share of the
		 * excluded one on top of its own.
		 */
		private @Nullable Endpoint pickOther(PickContext context) {
			long bits = this.random.getAsLong();
			Endpoint any = this.order[this.schedule.any(bits)];
			return context.excludes(any) ? Candidates.firstFrom(this.order, (int) (bits >>> 33), context) : any;
		}

		private static long place(long seed, Endpoint endpoint) {
			return Mix.mix(seed + endpoint.key().id().hashCode() * 0x9e3779b97f4a7c15L);
		}

	}

}
