package io.movieinfo.registry.client;

import io.movieinfo.registry.client.registration.HealthChecker;
import io.movieinfo.registry.client.registration.HealthStatus;

/**
 * A check that finds what it is told to.
 */
final class SettableHealth implements HealthChecker {

	/** Guarded by this. */
	private HealthStatus status;

	/** Guarded by this. */
	private int checksSinceSet;

	SettableHealth(HealthStatus status) {
		this.status = status;
	}

	synchronized void set(HealthStatus status) {
		this.status = status;
		this.checksSinceSet = 0;
	}

	synchronized int checksSinceSet() {
		return this.checksSinceSet;
	}

	@Override
	public synchronized HealthStatus check() {
		this.checksSinceSet++;
		return this.status;
	}

}
