package io.movieinfo.registry.client.registration;

import io.movieinfo.registry.protocol.Cause;
import io.movieinfo.registry.protocol.Health;

/**
 * Turns what was evaluated into what is reported: the first evaluation and every bad one
 * count at once, good again after cause {@code reported} takes two in a row. An instance
 * that is not ready says so at once, and has no evaluation that could count: it comes
 * back with the health that it had. Not thread-safe.
 */
final class HealthDamping {

	private static final int GOOD_AGAIN = 2;

	private HealthStatus reported = HealthStatus.unknown();

	private int goodInARow;

	HealthStatus next(HealthStatus evaluated) {
		if (evaluated.cause() == Cause.NOT_READY) {
			return evaluated;
		}
		boolean good = evaluated.health() == Health.HEALTHY;
		this.goodInARow = good ? this.goodInARow + 1 : 0;
		if (!good || this.reported.cause() != Cause.REPORTED || this.goodInARow >= GOOD_AGAIN) {
			this.reported = evaluated;
		}
		return this.reported;
	}

}
