package io.movieinfo.registry.balancer;

import java.util.Arrays;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;

/**
 * Takes the same endpoint for the same key, in every process: weighted rendezvous hashing
 * (Thaler and Ravishankar, 1996; weights after Schindelhauer and Schomaker, 2005) over
 * the instances' ids. When an endpoint comes, goes or changes its weight, only keys that
 * move to it or from it move at all.
 * <p>
 * No endpoint gets more than 1.25 times its share of the requests in flight, rounded up
 * (Mirrokni, Thorup, Zadimoghaddam: "Consistent Hashing with Bounded Loads", 2018): what
 * is beyond goes to the key's next one. So does what would go to one that is left alone
 * because its calls fail, until it is back.
 * <p>
 * A request without a key goes to any endpoint, with the probability of its share.
 */
final class ConsistentHash implements BalancingStrategy {

	private static final double BOUND = 1.25;

	private final LongSupplier random;

	/**
	 * Creates the strategy.
	 * @param random returns any number, all equally likely; called by many threads
	 */
	ConsistentHash(LongSupplier random) {
		this.random = random;
	}

	@Override
	public String name() {
		return CONSISTENT_HASH;
	}

	@Override
	public Picker picker(EndpointSet endpoints) {
		return (endpoints.size() == 0) ? (context) -> null : new Rendezvous(endpoints, this.random);
	}

	private static final class Rendezvous implements Picker {

		private final Endpoint[] endpoints;

		private final long[] hashes;

		/** The part of all requests that each may have. */
		private final double[] bounds;

		/** Its inverse, up to a factor, by which all scores are stretched. */
		private final double[] stretch;

		private final boolean equal;

		private final RandomChoice.Draw withoutKey;

		Rendezvous(EndpointSet set, LongSupplier random) {
			this.endpoints = set.array();
			double[] weights = set.weights();
			double total = Arrays.stream(weights).sum();
			this.hashes = Arrays.stream(this.endpoints).mapToLong((each) -> Mix.mix(each.key().id())).toArray();
			this.bounds = Arrays.stream(weights).map((weight) -> BOUND * weight / total).toArray();
			this.stretch = Arrays.stream(weights).map((weight) -> 1 / weight).toArray();
			this.equal = Arrays.stream(weights).distinct().count() == 1;
			this.withoutKey = new RandomChoice.Draw(this.endpoints, weights, random);
		}

		@Override
		public @Nullable Endpoint pick(PickContext context) {
			if (context.key() == null) {
				return this.withoutKey.pick(context);
			}
			long requests = 1;
			for (Endpoint endpoint : this.endpoints) {
				requests += endpoint.inFlight();
			}
			Endpoint within = null;
			Endpoint beyond = null;
			double bestWithin = Double.POSITIVE_INFINITY;
			double bestBeyond = Double.POSITIVE_INFINITY;
			for (int i = 0; i < this.endpoints.length; i++) {
				Endpoint endpoint = this.endpoints[i];
				double score = score(i, context.keyHash());
				if (score < bestWithin && !context.excludes(endpoint)) {
					if (endpoint.inFlight() < Math.ceil(this.bounds[i] * requests)) {
						bestWithin = score;
						within = endpoint;
					}
					else if (score < bestBeyond) {
						bestBeyond = score;
						beyond = endpoint;
					}
				}
			}
			return (within != null) ? within : beyond;
		}

		/**
		 * Returns how far an endpoint is from a key: exponentially distributed, with the
		 * weight as its rate, so that the nearest is the endpoint with the probability of
		 * its share.
		 */
		private double score(int index, long keyHash) {
			// from 2^-53 to 1
			double even = ((Mix.mix(this.hashes[index] ^ keyHash) >>> 11) + 1) * 0x1p-53;
			return this.equal ? -even : -Math.log(even) * this.stretch[index];
		}

	}

}
