package io.movieinfo.registry.server.lease;

import java.time.Duration;

/**
 * How long silence is borne. Immutable.
 *
 * @param ttl how long an instance counts as alive after a sign of life; longer than the
 * heartbeat interval
 * @param heartbeatInterval how often clients are asked to send heartbeats
 * @param evictAfter how long an instance stays listed after its lease has run out
 * @param startHold for how long after a start nothing runs out and nothing is evicted
 */
public record LeaseSettings(Duration ttl, Duration heartbeatInterval, Duration evictAfter, Duration startHold) {

	private static final LeaseSettings DEFAULTS = new LeaseSettings(Duration.ofSeconds(9), Duration.ofSeconds(3),
			Duration.ofMinutes(5), Duration.ofSeconds(30));

	/**
	 * Checks the settings.
	 * @throws IllegalArgumentException if one of them is refused; the message names it,
	 * its value and what was expected
	 */
	public LeaseSettings {
		check("heartbeatInterval", heartbeatInterval, Duration.ofMillis(1));
		if (ttl.compareTo(heartbeatInterval) <= 0) {
			throw new IllegalArgumentException(
					"ttl is %s, expected more than the heartbeatInterval of %s".formatted(ttl, heartbeatInterval));
		}
		check("evictAfter", evictAfter, Duration.ofMillis(1));
		check("startHold", startHold, Duration.ZERO);
	}

	/**
	 * Returns the defaults: 9 s, 3 s, 5 min, 30 s.
	 */
	public static LeaseSettings defaults() {
		return DEFAULTS;
	}

	/**
	 * After how much silence an instance is suspected: one and a half heartbeat
	 * intervals.
	 */
	public Duration suspectAfter() {
		return this.heartbeatInterval.multipliedBy(3).dividedBy(2);
	}

	private static void check(String name, Duration value, Duration least) {
		if (value.compareTo(least) < 0) {
			throw new IllegalArgumentException("%s is %s, expected %s or more".formatted(name, value, least));
		}
	}

}
