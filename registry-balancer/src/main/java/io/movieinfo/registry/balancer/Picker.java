package io.movieinfo.registry.balancer;

import org.jspecify.annotations.Nullable;

/**
 * Picks from one {@link EndpointSet}; a changed set gets a new picker. Called by many
 * threads at once; must not block, lock or allocate.
 */
@FunctionalInterface
public interface Picker {

	/**
	 * Picks an endpoint of the set.
	 * @param context what to mind
	 * @return an endpoint that is not excluded, or {@code null} if there is none
	 */
	@Nullable Endpoint pick(PickContext context);

	/**
	 * Learns how a request went. It may have been picked by an earlier picker of the same
	 * service.
	 * @see LoadBalancer#complete(Endpoint, Outcome, long)
	 */
	default void completed(Endpoint endpoint, Outcome outcome, long durationNanos) {
	}

}
