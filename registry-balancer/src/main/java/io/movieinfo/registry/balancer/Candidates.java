package io.movieinfo.registry.balancer;

import org.jspecify.annotations.Nullable;

/**
 * Finds endpoints that may be picked when what a strategy would take may not.
 */
final class Candidates {

	private Candidates() {
	}

	/**
	 * Returns the first endpoint from some place on, round to the one before it, that is
	 * not excluded; {@code null} if all are.
	 * @param place any number that is not negative
	 */
	static @Nullable Endpoint firstFrom(Endpoint[] endpoints, int place, PickContext context) {
		for (int i = 0; i < endpoints.length; i++) {
			Endpoint endpoint = endpoints[(int) (((long) place + i) % endpoints.length)];
			if (!context.excludes(endpoint)) {
				return endpoint;
			}
		}
		return null;
	}

	/**
	 * The same, and takes the trial if the endpoint has still to prove itself; passes
	 * over those whose trial somebody else has taken.
	 */
	static @Nullable Endpoint claim(Endpoint[] endpoints, int place, PickContext context, long nanoTime) {
		for (int i = 0; i < endpoints.length; i++) {
			Endpoint endpoint = endpoints[(int) (((long) place + i) % endpoints.length)];
			if (!context.excludes(endpoint) && endpoint.ejection().claimTrial(nanoTime)) {
				return endpoint;
			}
		}
		return null;
	}

	/**
	 * Returns the first endpoint that was not tried before, whatever its state: one whose
	 * calls fail is better than none.
	 */
	static @Nullable Endpoint lastResort(Endpoint[] endpoints, int place, PickContext context) {
		for (int i = 0; i < endpoints.length; i++) {
			Endpoint endpoint = endpoints[(int) (((long) place + i) % endpoints.length)];
			if (!context.isTried(endpoint)) {
				return endpoint;
			}
		}
		return null;
	}

}
