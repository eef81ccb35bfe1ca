package io.movieinfo.registry.client.transport;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Pauses that double from a first to a longest one, each shortened at random by up to
 * half, so that many clients that lost a server together do not come back together. Not
 * thread-safe.
 */
final class Backoff {

	private final long first;

	private final long longest;

	private final RandomGenerator random;

	private long next;

	Backoff(Duration first, Duration longest, RandomGenerator random) {
		this.first = first.toNanos();
		this.longest = longest.toNanos();
		this.random = random;
		this.next = Math.min(this.first, this.longest);
	}

	Duration next() {
		long pause = this.next;
		this.next = Math.min(this.longest, pause * 2);
		return Duration.ofNanos(pause - (long) (this.random.nextDouble() * pause / 2));
	}

	void reset() {
		this.next = Math.min(this.first, this.longest);
	}

}
