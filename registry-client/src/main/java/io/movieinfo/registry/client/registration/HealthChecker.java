package io.movieinfo.registry.client.registration;

import org.jspecify.annotations.Nullable;

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

	/**
	 * Says whether the instance wants requests at all, however it is. What is not healthy
	 * is reported at once, instead of a check, and without waiting for one that is under
	 * way or hangs. Called on the client's own thread before each check, and each time
	 * that the health is to be checked now; must not block. Healthy unless overridden.
	 */
	default HealthStatus availability() {
		return HealthStatus.healthy();
	}

	/**
	 * Says what a check that is under way is waiting for, for the log of one that takes
	 * too long; {@code null}, the default, if that is not known. Called on the client's
	 * own thread; must neither block nor throw.
	 */
	default @Nullable String waitingFor() {
		return null;
	}

}
