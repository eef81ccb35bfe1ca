package io.movieinfo.sample.faults;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * Moments that all processes of a machine agree on: microseconds since 1970.
 */
final class Micros {

	private Micros() {
	}

	static long now() {
		return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
	}

	static Duration between(long start, long end) {
		return Duration.of(end - start, ChronoUnit.MICROS);
	}

}
