package io.movieinfo.registry.balancer;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Time that passes when it is told to.
 */
final class FakeTicker implements LongSupplier {

	private volatile long nanos = 1_000_000_000_000L;

	@Override
	public long getAsLong() {
		return this.nanos;
	}

	@SuppressWarnings("NonAtomicVolatileUpdate") // one thread lets time pass
	FakeTicker advance(Duration duration) {
		this.nanos += duration.toNanos();
		return this;
	}

	void set(long nanos) {
		this.nanos = nanos;
	}

}
