package io.movieinfo.registry.balancer;

import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;

/**
 * Takes the endpoint with fewer requests in flight for its weight: of the one whose turn
 * it is and a random challenger, the power of two choices (Mitzenmacher, 2001) with one
 * of them in rotation, so that an idle service is called evenly.
 */
final class LeastRequests implements BalancingStrategy {

	private final long seed;

	private final LongSupplier random;

	/**
	 * Creates the strategy.
	 * @param seed makes the rotation's order
	 * @param random returns any number, all equally likely; called by many threads
	 */
	LeastRequests(long seed, LongSupplier random) {
		this.seed = seed;
		this.random = random;
	}

	@Override
	public String name() {
		return LEAST_REQUESTS;
	}

	@Override
	public Picker picker(EndpointSet endpoints) {
		if (endpoints.size() == 0) {
			return (context) -> null;
		}
		double[] shares = endpoints.weights();
		return new Challenge(new RoundRobin.Rotation(endpoints, shares, this.seed, this.random),
				new RandomChoice.Draw(endpoints.array(), shares, this.random));
	}

	private static final class Challenge implements Picker {

		private final RoundRobin.Rotation rotation;

		private final RandomChoice.Draw challengers;

		Challenge(RoundRobin.Rotation rotation, RandomChoice.Draw challengers) {
			this.rotation = rotation;
			this.challengers = challengers;
		}

		@Override
		public @Nullable Endpoint pick(PickContext context) {
			Endpoint next = this.rotation.pick(context);
			if (next == null || next.inFlight() <= 0) {
				return next;
			}
			Endpoint challenger = this.challengers.pick(context);
			if (challenger == next) {
				// or one that does not answer would be its own challenger too often
				challenger = this.challengers.pick(context);
			}
			return (challenger != null && challenger.load() < next.load()) ? challenger : next;
		}

	}

}
