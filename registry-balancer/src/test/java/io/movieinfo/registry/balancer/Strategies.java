package io.movieinfo.registry.balancer;

import java.util.SplittableRandom;
import java.util.function.LongSupplier;

/**
 * Stock strategies that do the same in every run.
 */
final class Strategies {

	private Strategies() {
	}

	static BalancingStrategy seeded(String name, long seed) {
		LongSupplier random = new SplittableRandom(seed)::nextLong;
		return switch (name) {
			case BalancingStrategy.ADAPTIVE -> new Adaptive(random);
			case BalancingStrategy.LEAST_REQUESTS -> new LeastRequests(seed, random);
			case BalancingStrategy.ROUND_ROBIN -> new RoundRobin(false, seed, random);
			case BalancingStrategy.RANDOM -> new RandomChoice(false, random);
			case BalancingStrategy.WEIGHTED_ROUND_ROBIN -> new RoundRobin(true, seed, random);
			case BalancingStrategy.WEIGHTED_RANDOM -> new RandomChoice(true, random);
			case BalancingStrategy.CONSISTENT_HASH -> new ConsistentHash(random);
			default -> throw new IllegalArgumentException(name);
		};
	}

}
