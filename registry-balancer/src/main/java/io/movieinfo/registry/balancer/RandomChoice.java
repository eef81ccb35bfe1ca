package io.movieinfo.registry.balancer;

import java.util.function.IntUnaryOperator;

import org.jspecify.annotations.Nullable;

/**
 * Takes any endpoint, each with the same probability.
 */
final class RandomChoice implements BalancingStrategy {

	private final IntUnaryOperator random;

	/**
	 * Creates the strategy.
	 * @param random returns a number from 0 to below its argument; called by many threads
	 */
	RandomChoice(IntUnaryOperator random) {
		this.random = random;
	}

	@Override
	public String name() {
		return RANDOM;
	}

	@Override
	public Picker picker(EndpointSet endpoints) {
		return (context) -> pick(endpoints, context);
	}

	private @Nullable Endpoint pick(EndpointSet endpoints, PickContext context) {
		int candidates = context.excludesAny() ? countLeft(endpoints, context) : endpoints.size();
		if (candidates == 0) {
			return null;
		}
		int choice = this.random.applyAsInt(candidates);
		return context.excludesAny() ? getLeft(endpoints, context, choice) : endpoints.get(choice);
	}

	private static int countLeft(EndpointSet endpoints, PickContext context) {
		int left = 0;
		for (int i = 0; i < endpoints.size(); i++) {
			left += context.excludes(endpoints.get(i)) ? 0 : 1;
		}
		return left;
	}

	private static @Nullable Endpoint getLeft(EndpointSet endpoints, PickContext context, int choice) {
		int left = choice;
		for (int i = 0; i < endpoints.size(); i++) {
			Endpoint endpoint = endpoints.get(i);
			if (!context.excludes(endpoint) && left-- == 0) {
				return endpoint;
			}
		}
		return null;
	}

}
