package io.movieinfo.registry.client;

import java.util.concurrent.atomic.AtomicInteger;

import io.movieinfo.registry.client.registration.HealthChecker;
import io.movieinfo.registry.client.registration.HealthStatus;

/**
 * A check that finds what it is told to.
 */
final class SettableHealth implements HealthChecker {

	private final AtomicInteger checksSinceSet = new AtomicInteger();

	private volatile HealthStatus status;

	SettableHealth(HealthStatus status) {
		this.status = status;
	}

	void set(HealthStatus status) {
		this.status = status;
		this.checksSinceSet.set(0);
	}

	int checksSinceSet() {
		return this.checksSinceSet.get();
	}

	@Override
	public HealthStatus check() {
		this.checksSinceSet.incrementAndGet();
		return this.status;
	}

}
