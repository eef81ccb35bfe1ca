package io.movieinfo.registry.test;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/**
 * How bytes pass in one direction.
 *
 * @param held whether nothing passes
 * @param delay how long each piece is kept back
 * @param bytesPerSecond how much passes in a second, 0 for no limit
 * @param breakage what ends connections after some more bytes, {@code null} if nothing
 * does
 */
record Flow(boolean held, Duration delay, long bytesPerSecond, @Nullable Breakage breakage) {

	static final Flow HEALTHY = new Flow(false, Duration.ZERO, 0, null);

	/** So many pieces a second are made of what is throttled. */
	private static final int PIECES_PER_SECOND = 20;

	Flow {
		if (delay.isNegative()) {
			throw new IllegalArgumentException("'delay' must not be negative: " + delay);
		}
		if (bytesPerSecond < 0) {
			throw new IllegalArgumentException("'bytesPerSecond' must not be negative: " + bytesPerSecond);
		}
	}

	Flow withHeld() {
		return new Flow(true, this.delay, this.bytesPerSecond, this.breakage);
	}

	Flow withDelay(Duration delay) {
		return new Flow(this.held, delay, this.bytesPerSecond, this.breakage);
	}

	Flow withBytesPerSecond(long bytesPerSecond) {
		return new Flow(this.held, this.delay, bytesPerSecond, this.breakage);
	}

	Flow withBreakage(Breakage breakage) {
		return new Flow(this.held, this.delay, this.bytesPerSecond, breakage);
	}

	/**
	 * Returns how many of the bytes at hand may be written at once; at least one.
	 */
	int piece(int atHand) {
		return (this.bytesPerSecond == 0) ? atHand
				: (int) Math.min(atHand, Math.max(1, this.bytesPerSecond / PIECES_PER_SECOND));
	}

	/**
	 * Returns how long one has to wait after bytes were written.
	 */
	long pauseNanos(long written) {
		return (this.bytesPerSecond == 0) ? 0 : TimeUnit.SECONDS.toNanos(written) / this.bytesPerSecond;
	}

	/**
	 * The end of a connection after some bytes. Each is told apart from every other one,
	 * because each begins to count anew.
	 */
	static final class Breakage {

		private final long bytes;

		private final boolean reset;

		Breakage(long bytes, boolean reset) {
			if (bytes < 0) {
				throw new IllegalArgumentException("'bytes' must not be negative: " + bytes);
			}
			this.bytes = bytes;
			this.reset = reset;
		}

		long bytes() {
			return this.bytes;
		}

		/**
		 * Whether the connection is reset, rather than ended in order.
		 */
		boolean reset() {
			return this.reset;
		}

	}

}
