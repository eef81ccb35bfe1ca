package io.movieinfo.registry.protocol;

import java.util.Locale;

/**
 * What is known of an instance's health. Its wire name is the constant's name in lower
 * case.
 */
public enum Health {

	/** Able to serve. */
	HEALTHY,
	/** Not able to serve; {@link Cause} says why. */
	UNHEALTHY,
	/** Not evaluated yet. */
	UNKNOWN;

	private final String wireName = name().toLowerCase(Locale.ROOT);

	public String wireName() {
		return this.wireName;
	}

}
