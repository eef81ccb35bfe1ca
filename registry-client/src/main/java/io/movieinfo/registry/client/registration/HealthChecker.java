package io.movieinfo.registry.client.registration;

/**
 * Says how an instance is. Called on a thread of the registration's own, named
 * {@code registry-client-health}, once a second unless set otherwise and never twice at
 * once. A check that takes longer than its time limit (1 s unless set otherwise) or
 * throws counts as {@code unhealthy}, cause {@code reported}; heartbeats go on meanwhile.
 * A check that hangs is interrupted when its instance is deregistered.
 */
@FunctionalInterface
public interface HealthChecker {

	/** For whoever is healthy as long as the process runs; needs no thread. */
	HealthChecker ALWAYS_HEALTHY = HealthStatus::healthy;

	/**
	 * Evaluates the instance's health.
	 */
	HealthStatus check() throws Exception;

}
