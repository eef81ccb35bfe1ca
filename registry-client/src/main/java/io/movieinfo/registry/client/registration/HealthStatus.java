package io.movieinfo.registry.client.registration;

import io.movieinfo.registry.protocol.Cause;
import io.movieinfo.registry.protocol.Health;
import io.movieinfo.registry.protocol.InvalidFieldException;
import org.jspecify.annotations.Nullable;

/**
 * What a health check has found. Immutable.
 *
 * @param health the health; {@code UNKNOWN} means not evaluated yet, and is not routed
 * @param cause why it is unhealthy, {@link Cause#REPORTED} or {@link Cause#NOT_READY};
 * {@code null} otherwise
 * @param detail more on it, for logs and people, or {@code null}; it stays in this
 * process
 */
public record HealthStatus(Health health, @Nullable Cause cause, @Nullable String detail) {

	public HealthStatus {
		if (health == Health.UNHEALTHY && cause == null) {
			cause = Cause.REPORTED;
		}
		if (cause != null && (health != Health.UNHEALTHY || !cause.reportable())) {
			throw new InvalidFieldException("cause", cause.wireName(),
					"'reported' or 'not-ready', and only with health 'unhealthy'");
		}
	}

	public static HealthStatus healthy() {
		return new HealthStatus(Health.HEALTHY, null, null);
	}

	/**
	 * The application finds itself ill.
	 */
	public static HealthStatus unhealthy(@Nullable String detail) {
		return new HealthStatus(Health.UNHEALTHY, Cause.REPORTED, detail);
	}

	/**
	 * The application wants no traffic, or not yet.
	 */
	public static HealthStatus notReady(@Nullable String detail) {
		return new HealthStatus(Health.UNHEALTHY, Cause.NOT_READY, detail);
	}

	/**
	 * Nothing has been evaluated yet.
	 */
	public static HealthStatus unknown() {
		return new HealthStatus(Health.UNKNOWN, null, null);
	}

}
