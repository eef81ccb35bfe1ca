package io.movieinfo.registry.balancer;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * How long an endpoint takes to answer: a peak-sensitive, exponentially weighted moving
 * average, as in Finagle's {@code Balancers.p2cPeakEwma} (Twitter). A longer answer than
 * the average is believed at once, shorter ones win it back with the time constant of 3
 * s, and without any answer it decays, so that an endpoint that was slow is tried again.
 * <p>
 * Average and time are kept in one word, 32 bits each, so that they change together
 * without a lock. The time counts milliseconds, and wraps: a value that was not renewed
 * for 26 days looks newer than it is, for as long again.
 */
final class PeakLatency {

	private static final VarHandle WORD;

	static {
		try {
			WORD = MethodHandles.lookup().findVarHandle(PeakLatency.class, "word", long.class);
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

	private static final int UNIT_BITS = 20;

	private static final double TIME_CONSTANT = 3_000_000_000.0 / (1 << UNIT_BITS);

	/** About a second. */
	private static final int CLOCK_SKEW = 1_000;

	/** No answer yet; the average is never below 1 ns. */
	private static final long UNKNOWN = 0;

	// accessed through its handle
	private volatile long word;

	boolean isUnknown() {
		return this.word == UNKNOWN;
	}

	/**
	 * Returns the average as it is at a time, in nanoseconds; {@link Double#NaN} before
	 * the first answer.
	 */
	double at(long nanoTime) {
		long word = this.word;
		return (word != UNKNOWN) ? average(word) * decay(word, nanoTime) : Double.NaN;
	}

	/**
	 * Returns how many times the second average the first one is, at any moment: they
	 * decay alike.
	 * @param substitute what counts for one without any answer; if it has none itself,
	 * such a one counts as much as the other
	 */
	static double ratio(PeakLatency first, PeakLatency second, PeakLatency substitute) {
		long one = first.word;
		long other = second.word;
		if (one == UNKNOWN || other == UNKNOWN) {
			long instead = substitute.word;
			one = (one != UNKNOWN) ? one : instead;
			other = (other != UNKNOWN) ? other : instead;
			if (one == UNKNOWN || other == UNKNOWN) {
				return 1;
			}
		}
		// as of the time of the second
		return average(one) / average(other) * exp(((int) one - (int) other) / TIME_CONSTANT);
	}

	/**
	 * Takes an answer into account.
	 * @return whether it was the first
	 */
	boolean add(long nanoTime, long durationNanos) {
		float sample = Math.max(1, durationNanos);
		while (true) {
			long word = this.word;
			double weight = (word != UNKNOWN) ? decay(word, nanoTime) : 0;
			float average = average(word);
			if (weight == 1 && sample <= average) {
				// no time has passed that could give it any weight
				return false;
			}
			float next = (sample >= average * weight) ? sample : (float) (average * weight + sample * (1 - weight));
			if (WORD.compareAndSet(this, word, word(next, nanoTime))) {
				return word == UNKNOWN;
			}
		}
	}

	/**
	 * Sets the average, as of a time.
	 */
	void set(long nanoTime, double nanos) {
		this.word = word((float) nanos, nanoTime);
	}

	private static long word(float average, long nanoTime) {
		return ((long) Float.floatToRawIntBits(average) << 32) | (units(nanoTime) & 0xffff_ffffL);
	}

	private static float average(long word) {
		return Float.intBitsToFloat((int) (word >>> 32));
	}

	private static int units(long nanoTime) {
		return (int) (nanoTime >>> UNIT_BITS);
	}

	private static double decay(long word, long nanoTime) {
		int elapsed = units(nanoTime) - (int) word;
		if (elapsed <= 0) {
			// other threads may have been a moment ahead; much ahead is far behind
			return (elapsed > -CLOCK_SKEW) ? 1 : 0;
		}
		return exp(-elapsed / TIME_CONSTANT);
	}

	private static double exp(double x) {
		// near 0 the first terms of the series are exact to a millionth, and much faster
		return (Math.abs(x) < 0.015625) ? 1 + x + x * x / 2 : Math.exp(x);
	}

}
