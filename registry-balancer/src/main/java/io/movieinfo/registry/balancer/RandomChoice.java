package io.movieinfo.registry.balancer;

import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;

/**
 * Takes any endpoint, each with the probability of its share. Those that are left when
 * some are excluded keep their proportions, but for one pick in very many.
 */
final class RandomChoice implements BalancingStrategy {

	/** After so many draws of excluded ones, the first that is not excluded will do. */
	private static final int DRAWS = 32;

	private final boolean weighted;

	private final LongSupplier random;

	/**
	 * Creates the strategy.
	 * @param weighted whether the instances' weights count
	 * @param random returns any number, all equally likely; called by many threads
	 */
	RandomChoice(boolean weighted, LongSupplier random) {
		this.weighted = weighted;
		this.random = random;
	}

	@Override
	public String name() {
		return this.weighted ? WEIGHTED_RANDOM : RANDOM;
	}

	@Override
	public Picker picker(EndpointSet endpoints) {
		if (endpoints.size() == 0) {
			return (context) -> null;
		}
		return new Draw(endpoints.array(), this.weighted ? endpoints.weights() : endpoints.evenShares(), this.random);
	}

	/**
	 * Draws endpoints.
	 */
	static final class Draw implements Picker {

		private final Endpoint[] endpoints;

		private final AliasTable table;

		private final LongSupplier random;

		Draw(Endpoint[] endpoints, double[] shares, LongSupplier random) {
			this.endpoints = endpoints;
			this.table = new AliasTable(shares);
			this.random = random;
		}

		@Override
		public @Nullable Endpoint pick(PickContext context) {
			Endpoint endpoint = this.endpoints[this.table.draw(this.random.getAsLong())];
			return context.excludes(endpoint) ? pickOther(context) : endpoint;
		}

		private @Nullable Endpoint pickOther(PickContext context) {
			long bits = 0;
			for (int draw = 0; draw < DRAWS; draw++) {
				bits = this.random.getAsLong();
				Endpoint endpoint = this.endpoints[this.table.draw(bits)];
				if (!context.excludes(endpoint)) {
					return endpoint;
				}
			}
			return Candidates.firstFrom(this.endpoints, (int) (bits >>> 33), context);
		}

	}

}
