package io.movieinfo.registry.client.registration;

import java.time.Duration;

/**
 * How often health is evaluated, and how long that may take.
 *
 * @param interval the pause between evaluations
 * @param timeout the time limit of each
 */
public record HealthTiming(Duration interval, Duration timeout) {

	/** Once a second, one second at most. */
	public static final HealthTiming DEFAULT = new HealthTiming(Duration.ofSeconds(1), Duration.ofSeconds(1));

}
