package io.movieinfo.registry.balancer;

import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

import io.movieinfo.registry.protocol.InvalidFieldException;

/**
 * A rule for picking endpoints. One strategy may serve several services: what it
 * remembers of one belongs into that service's pickers.
 */
public interface BalancingStrategy {

	/** The name of {@link #adaptive}, which is used unless another is chosen. */
	String ADAPTIVE = "adaptive";

	/** The name of {@link #leastRequests}. */
	String LEAST_REQUESTS = "least-requests";

	/** The name of {@link #roundRobin}. */
	String ROUND_ROBIN = "round-robin";

	/** The name of {@link #random}. */
	String RANDOM = "random";

	/** The name of {@link #weightedRoundRobin}. */
	String WEIGHTED_ROUND_ROBIN = "weighted-round-robin";

	/** The name of {@link #weightedRandom}. */
	String WEIGHTED_RANDOM = "weighted-random";

	/** The name of {@link #consistentHash}. */
	String CONSISTENT_HASH = "consistent-hash";

	/**
	 * The strategy's name, as properties and logs use it.
	 */
	String name();

	/**
	 * Makes the picker for a set of endpoints. Called on the client's own thread whenever
	 * a service has changed; must not block.
	 * @param endpoints the endpoints to pick from, possibly none
	 */
	Picker picker(EndpointSet endpoints);

	/**
	 * Returns a strategy that takes the one that is likely to answer sooner, of two that
	 * are drawn by weight: it goes by recent latencies and requests in flight.
	 */
	static BalancingStrategy adaptive() {
		return new Adaptive(() -> ThreadLocalRandom.current().nextLong());
	}

	/**
	 * Returns a strategy that takes the one with fewer requests in flight for its weight,
	 * of the one whose turn it is and any other.
	 */
	static BalancingStrategy leastRequests() {
		return new LeastRequests(ThreadLocalRandom.current().nextLong(), () -> ThreadLocalRandom.current().nextLong());
	}

	/**
	 * Returns a strategy that takes the endpoints in turn. Each strategy object has an
	 * order of its own, so that many clients do not walk in step, and begins anywhere in
	 * it; an update keeps the order of those that stay.
	 */
	static BalancingStrategy roundRobin() {
		return new RoundRobin(false, ThreadLocalRandom.current().nextLong(),
				() -> ThreadLocalRandom.current().nextLong());
	}

	/**
	 * Returns a strategy that takes any endpoint, each with the same probability.
	 */
	static BalancingStrategy random() {
		return new RandomChoice(false, () -> ThreadLocalRandom.current().nextLong());
	}

	/**
	 * Returns a strategy that takes the endpoints in turn, each as often as its weight
	 * says, and never one of them in a burst.
	 */
	static BalancingStrategy weightedRoundRobin() {
		return new RoundRobin(true, ThreadLocalRandom.current().nextLong(),
				() -> ThreadLocalRandom.current().nextLong());
	}

	/**
	 * Returns a strategy that takes any endpoint, each with the probability of its share
	 * of all weights.
	 */
	static BalancingStrategy weightedRandom() {
		return new RandomChoice(true, () -> ThreadLocalRandom.current().nextLong());
	}

	/**
	 * Returns a strategy that takes the same endpoint for the same
	 * {@linkplain PickContext#withKey key}, in every process, as long as it is there, its
	 * calls go well and it does not have much more to do than the others. Without a key
	 * it takes any, by weight.
	 */
	static BalancingStrategy consistentHash() {
		return new ConsistentHash(() -> ThreadLocalRandom.current().nextLong());
	}

	/**
	 * Returns the names of all stock strategies, the default first.
	 */
	static List<String> names() {
		return List.of(ADAPTIVE, LEAST_REQUESTS, ROUND_ROBIN, RANDOM, WEIGHTED_ROUND_ROBIN, WEIGHTED_RANDOM,
				CONSISTENT_HASH);
	}

	/**
	 * Returns a new strategy of the given name.
	 * @param name one of {@link #names}
	 * @throws InvalidFieldException for the field {@code strategy}, if there is none of
	 * that name
	 */
	static BalancingStrategy named(String name) {
		return switch (name) {
			case ADAPTIVE -> adaptive();
			case LEAST_REQUESTS -> leastRequests();
			case ROUND_ROBIN -> roundRobin();
			case RANDOM -> random();
			case WEIGHTED_ROUND_ROBIN -> weightedRoundRobin();
			case WEIGHTED_RANDOM -> weightedRandom();
			case CONSISTENT_HASH -> consistentHash();
			default -> throw new InvalidFieldException("strategy", name,
					"one of '%s'".formatted(String.join("', '", names())));
		};
	}

}
