package io.movieinfo.registry.server.lease;

import java.util.Locale;

/**
 * Why the mass-expiry guard is engaged. The wire name is the constant's name in lower
 * case.
 */
public enum GuardReason {

	/** The registry has just started. */
	START,
	/** Too much of a service would be lost without proof. */
	SERVICE,
	/** Too much of the whole registry would be. */
	REGISTRY,
	/** Too many sessions were lost together without proof. */
	SESSIONS;

	private final String wireName = name().toLowerCase(Locale.ROOT);

	public String wireName() {
		return this.wireName;
	}

}
