package io.movieinfo.sample.demo;

import java.time.Duration;
import java.util.List;

import io.movieinfo.sample.process.Took;
import org.jspecify.annotations.Nullable;

/**
 * How one call of the front page went.
 *
 * @param startNanos when it began, by {@link System#nanoTime}
 * @param duration how long it took
 * @param failure what went wrong, or {@code null}
 * @param instances the ids of the instances that answered its parts
 */
record HomeCall(long startNanos, Duration duration, @Nullable String failure, List<String> instances) {

	HomeCall {
		instances = List.copyOf(instances);
	}

	static HomeCall answered(long startNanos, List<String> instances) {
		return new HomeCall(startNanos, Took.since(startNanos), null, instances);
	}

	static HomeCall failed(long startNanos, String failure) {
		return new HomeCall(startNanos, Took.since(startNanos), failure, List.of());
	}

	long endNanos() {
		return this.startNanos + this.duration.toNanos();
	}

}
