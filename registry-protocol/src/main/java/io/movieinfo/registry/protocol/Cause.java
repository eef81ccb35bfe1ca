package io.movieinfo.registry.protocol;

import java.util.Locale;

import org.jspecify.annotations.Nullable;

/**
 * Why an instance is not healthy. Its wire name is the constant's name in lower case with
 * {@code -} for {@code _}.
 */
public enum Cause {

	/** The application's own health says so. */
	REPORTED,
	/** The application refuses traffic or is not ready yet. */
	NOT_READY,
	/** Its lease ran out without a heartbeat. */
	LEASE,
	/** Its address refused a connection. */
	CONNECTION_REFUSED;

	private final String wireName = name().toLowerCase(Locale.ROOT).replace('_', '-');

	public String wireName() {
		return this.wireName;
	}

	/**
	 * Whether an application may report this cause itself; the others are the registry's
	 * own findings.
	 */
	public boolean reportable() {
		return this == REPORTED || this == NOT_READY;
	}

	/**
	 * Checks what an application reports.
	 * @param health its health, or {@code null} if it says nothing of it
	 * @param cause why it is unhealthy, or {@code null}
	 * @throws InvalidFieldException if there is a cause without being unhealthy, or one
	 * that no application may report
	 */
	public static void checkReport(@Nullable Health health, @Nullable Cause cause) {
		if (cause != null && health != Health.UNHEALTHY) {
			throw new InvalidFieldException("cause", cause.wireName(), "a cause only with health 'unhealthy'");
		}
		if (cause != null && !cause.reportable()) {
			throw new InvalidFieldException("cause", cause.wireName(), "'reported' or 'not-ready'");
		}
	}

}
