package io.movieinfo.registry.server.lease;

/**
 * What has become of a lease.
 */
public enum Phase {

	/** Renewed in time. */
	ALIVE,
	/** Silent for longer than usual, or its session was lost. */
	SUSPECT,
	/** Run out, but held back by the mass-expiry guard. */
	HELD,
	/** Run out: its instance is lost, which proves nothing. */
	LOST,
	/** Ended, because its instance was proven dead. */
	DEAD;

	/**
	 * Whether the lease has run out or was ended.
	 */
	public boolean over() {
		return this == HELD || this == LOST || this == DEAD;
	}

}
