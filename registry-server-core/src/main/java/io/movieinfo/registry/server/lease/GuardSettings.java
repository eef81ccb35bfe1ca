package io.movieinfo.registry.server.lease;

/**
 * The numbers of the mass-expiry guard. Immutable.
 *
 * @param servicePercent how much of a service of two or more instances may be lost
 * without proof, rounded down
 * @param registryPercent how much of the whole registry may be, rounded down
 * @param registryLeast how many instances of the whole registry may be in any case
 * @param sessionsPercent how much of all sessions must drop within one heartbeat interval
 * for the guard to engage
 * @param sessionsLeast how many sessions there must be for that
 * @param releasePercent how much of what was known when the guard engaged must beat again
 * for it to release
 */
public record GuardSettings(int servicePercent, int registryPercent, int registryLeast, int sessionsPercent,
		int sessionsLeast, int releasePercent) {

	private static final GuardSettings DEFAULTS = new GuardSettings(50, 15, 3, 50, 4, 85);

	/**
	 * Checks the settings.
	 * @throws IllegalArgumentException if one of them is refused; the message names it,
	 * its value and what was expected
	 */
	public GuardSettings {
		check("servicePercent", servicePercent, 0, 100);
		check("registryPercent", registryPercent, 0, 100);
		check("registryLeast", registryLeast, 0, Integer.MAX_VALUE);
		check("sessionsPercent", sessionsPercent, 1, 100);
		check("sessionsLeast", sessionsLeast, 1, Integer.MAX_VALUE);
		check("releasePercent", releasePercent, 1, 100);
	}

	/**
	 * Returns the defaults: 50 %, 15 %, 3, 50 %, 4, 85 %.
	 */
	public static GuardSettings defaults() {
		return DEFAULTS;
	}

	int limitOfService(int instances) {
		return (instances < 2) ? instances : share(this.servicePercent, instances);
	}

	int limitOfRegistry(int instances) {
		return Math.max(this.registryLeast, share(this.registryPercent, instances));
	}

	private static int share(int percent, int of) {
		return (int) ((long) of * percent / 100);
	}

	private static void check(String name, int value, int least, int most) {
		if (value < least || value > most) {
			throw new IllegalArgumentException("%s is %d, expected %d to %d".formatted(name, value, least, most));
		}
	}

}
