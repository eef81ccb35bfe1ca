package io.movieinfo.registry.balancer;

import java.util.concurrent.ThreadLocalRandom;

import io.movieinfo.registry.protocol.InvalidFieldException;

/**
 * A rule for picking endpoints. One strategy may serve several services: what it
 * remembers of one belongs into that service's pickers.
 */
public interface BalancingStrategy {

	/** The name of {@link #roundRobin}. */
	String ROUND_ROBIN = "round-robin";

	/** The name of {@link #random}. */
	String RANDOM = "random";

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
	 * Returns a strategy that takes the endpoints in turn. Each strategy object has an
	 * order of its own, so that many clients do not walk in step, and begins anywhere in
	 * it; an update keeps the order of those that stay.
	 */
	static BalancingStrategy roundRobin() {
		return new RoundRobin(ThreadLocalRandom.current().nextLong());
	}

	/**
	 * Returns a strategy that takes any endpoint, each with the same probability.
	 */
	static BalancingStrategy random() {
		return new RandomChoice((bound) -> ThreadLocalRandom.current().nextInt(bound));
	}

	/**
	 * Returns a new strategy of the given name.
	 * @param name {@value #ROUND_ROBIN} or {@value #RANDOM}
	 * @throws InvalidFieldException for the field {@code strategy}, if there is none of
	 * that name
	 */
	static BalancingStrategy named(String name) {
		return switch (name) {
			case ROUND_ROBIN -> roundRobin();
			case RANDOM -> random();
			default ->
				throw new InvalidFieldException("strategy", name, "one of '%s', '%s'".formatted(ROUND_ROBIN, RANDOM));
		};
	}

}
