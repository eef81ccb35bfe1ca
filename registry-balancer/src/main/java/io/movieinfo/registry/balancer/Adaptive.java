package io.movieinfo.registry.balancer;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;

/**
 * Takes the cheaper of two endpoints that are drawn by their shares: the power of two
 * choices (Mitzenmacher, 2001), with the cost of Finagle's {@code p2cPeakEwma} (Twitter),
 * latency times requests in flight for the weight.
 * <p>
 * Of two that cost nearly the same the one that was drawn first is taken, so that equals
 * get exactly their shares, whatever the noise; a tenth is below what one more request in
 * flight makes. An endpoint drawn twice is taken unless some other is much cheaper, or
 * one of two would get a quarter of the requests however slow it is.
 * <p>
 * An endpoint without any answer yet costs as much as the median of the others. A call
 * that failed counts as 1 s, or twice the latency of the slowest hundredth if that is
 * more, because failing fast is not being fast. One that was given up says nothing.
 */
final class Adaptive implements BalancingStrategy {

	private static final double CLEARLY = 0.9;

	private static final double MUCH = 0.75;

	private static final double LEAST_FOR_FAILURE = 1_000_000_000.0;

	private static final int DRAWS = 8;

	/** A median of so many is good enough. */
	private static final int LOOKED_AT = 256;

	private final LongSupplier random;

	/**
	 * Creates the strategy.
	 * @param random returns any number, all equally likely; called by many threads
	 */
	Adaptive(LongSupplier random) {
		this.random = random;
	}

	@Override
	public String name() {
		return ADAPTIVE;
	}

	@Override
	public Picker picker(EndpointSet endpoints) {
		return (endpoints.size() == 0) ? (context) -> null : new Contest(endpoints, this.random);
	}

	private static final class Contest implements Picker {

		private final EndpointSet set;

		private final Endpoint[] endpoints;

		private final AliasTable table;

		private final LongSupplier random;

		private final PeakLatency median = new PeakLatency();

		private final double[] known;

		/** Whether somebody works with {@link #known}; nobody waits for it. */
		private final AtomicBoolean sorting = new AtomicBoolean();

		Contest(EndpointSet set, LongSupplier random) {
			this.set = set;
			this.endpoints = set.array();
			this.table = new AliasTable(set.weights());
			this.random = random;
			this.known = new double[Math.min(LOOKED_AT, this.endpoints.length)];
			updateMedian(set.nanoTime());
		}

		@Override
		public @Nullable Endpoint pick(PickContext context) {
			if (this.endpoints.length == 1) {
				return context.excludes(this.endpoints[0]) ? null : this.endpoints[0];
			}
			long bits = this.random.getAsLong();
			int first = this.table.draw(bits);
			int second = this.table.draw(bits >>> 32);
			if (first == second || context.excludes(this.endpoints[first])
					|| context.excludes(this.endpoints[second])) {
				return pickOfOthers(context, first, bits);
			}
			return cheaper(first, second, CLEARLY);
		}

		@Override
		public void completed(Endpoint endpoint, Outcome outcome, long durationNanos) {
			if (outcome == Outcome.CANCELLED) {
				return;
			}
			long now = this.set.nanoTime();
			TailLatency tail = this.set.tail();
			long sample = durationNanos;
			if (outcome == Outcome.SUCCESS) {
				tail.add(durationNanos, (int) durationNanos >>> 4);
			}
			else {
				sample = Math.max(durationNanos, (long) Math.max(LEAST_FOR_FAILURE, 2 * tail.nanos()));
			}
			if (endpoint.latency().add(now, sample)) {
				updateMedian(now);
			}
		}

		/**
		 * Both averages decay alike, so that they need not be compared as of now, but as
		 * of any moment: no clock has to be read.
		 */
		private Endpoint cheaper(int first, int second, double factor) {
			Endpoint one = this.endpoints[first];
			Endpoint other = this.endpoints[second];
			if (one.isInDoubt() || other.isInDoubt()) {
				// it is time for the trial, or it would be excluded
				return one.isInDoubt() ? one : other;
			}
			double ratio = PeakLatency.ratio(other.latency(), one.latency(), this.median);
			return (ratio * (other.load() + 1) < (one.load() + 1) * factor) ? other : one;
		}

		private @Nullable Endpoint pickOfOthers(PickContext context, int drawn, long bits) {
			int first = context.excludes(this.endpoints[drawn]) ? draw(context, -1) : drawn;
			if (first < 0) {
				return null;
			}
			int second = draw(context, first);
			if (second < 0) {
				return this.endpoints[first];
			}
			boolean twice = first == drawn && this.table.draw(bits >>> 32) == drawn;
			return cheaper(first, second, twice ? MUCH : CLEARLY);
		}

		/**
		 * Draws an endpoint that may be picked and is not a certain one; -1 if there is
		 * none.
		 */
		private int draw(PickContext context, int other) {
			int index = 0;
			for (int draw = 0; draw < DRAWS; draw++) {
				index = this.table.draw(this.random.getAsLong());
				if (index != other && !context.excludes(this.endpoints[index])) {
					return index;
				}
			}
			for (int i = 0; i < this.endpoints.length; i++) {
				index = (index + 1 < this.endpoints.length) ? index + 1 : 0;
				if (index != other && !context.excludes(this.endpoints[index])) {
					return index;
				}
			}
			return -1;
		}

		private void updateMedian(long now) {
			if (!this.sorting.compareAndSet(false, true)) {
				return;
			}
			int count = 0;
			for (int i = 0; i < this.endpoints.length && count < this.known.length; i++) {
				double latency = this.endpoints[i].latency().at(now);
				if (!Double.isNaN(latency) && !this.endpoints[i].isInDoubt()) {
					this.known[count++] = latency;
				}
			}
			if (count > 0) {
				Arrays.sort(this.known, 0, count);
				this.median.set(now, (this.known[(count - 1) / 2] + this.known[count / 2]) / 2);
			}
			this.sorting.set(false);
		}

	}

}
