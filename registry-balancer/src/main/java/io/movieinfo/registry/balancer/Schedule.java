package io.movieinfo.registry.balancer;

import java.util.concurrent.atomic.AtomicLong;

/**
 * In which order indexes take turns, each as often as its weight says. Immutable; whoever
 * walks through it keeps a cursor.
 */
sealed interface Schedule permits Cycle, Stride {

	/**
	 * Longest cycle that is laid out in advance.
	 */
	int LONGEST_CYCLE = 8_192;

	/**
	 * Slots for weights that are no whole numbers, as while endpoints warm up: fine
	 * enough for the share of any that is worth speaking of.
	 */
	int ROUNDED_CYCLE = 4_096;

	/**
	 * Takes the next turn.
	 */
	int next(AtomicLong cursor);

	/**
	 * Returns the index at any place.
	 * @param bits of which the lower 32 count, all equally likely
	 */
	int any(long bits);

	/**
	 * Makes the schedule for some weights; the first of equals comes first.
	 * @param weights all above zero, at least one
	 */
	static Schedule of(double[] weights) {
		long[] turns = turns(weights);
		long total = 0;
		for (long each : turns) {
			total += each;
		}
		return (total <= LONGEST_CYCLE) ? Cycle.of(turns, (int) total) : new Stride(turns);
	}

	private static long[] turns(double[] weights) {
		double total = 0;
		boolean whole = true;
		for (double weight : weights) {
			total += weight;
			whole = whole && weight == Math.rint(weight);
		}
		double scale = whole ? 1 : ROUNDED_CYCLE / total;
		long[] turns = new long[weights.length];
		long divisor = 0;
		for (int i = 0; i < turns.length; i++) {
			turns[i] = Math.max(1, Math.round(weights[i] * scale));
			divisor = greatestCommonDivisor(turns[i], divisor);
		}
		for (int i = 0; i < turns.length; i++) {
			turns[i] /= divisor;
		}
		return turns;
	}

	private static long greatestCommonDivisor(long a, long b) {
		return (b == 0) ? a : greatestCommonDivisor(b, a % b);
	}

}
