package io.movieinfo.sample.faults;

import java.time.Duration;
import java.util.Locale;

import io.movieinfo.sample.process.Took;

/**
 * What is promised of something measured: times in seconds, or numbers.
 *
 * @param text the promise for people
 * @param kind what is measured
 * @param median the highest median, positive infinity if any will do
 * @param highest the highest value, positive infinity if any will do
 * @param lowest the lowest value, negative infinity if any will do
 */
record Promise(String text, Kind kind, double median, double highest, double lowest) {

	static final Promise NONE = new Promise("none", Kind.NUMBER, Double.POSITIVE_INFINITY, 0, Double.NEGATIVE_INFINITY);

	private static final String NOTHING = "–";

	static Promise within(Duration highest) {
		return new Promise("≤ " + Took.text(highest), Kind.TIME, Double.POSITIVE_INFINITY, seconds(highest),
				Double.NEGATIVE_INFINITY);
	}

	static Promise within(Duration highest, Duration median) {
		return new Promise("≤ %s, median ≤ %s".formatted(Took.text(highest), Took.text(median)), Kind.TIME,
				seconds(median), seconds(highest), Double.NEGATIVE_INFINITY);
	}

	static Promise atLeast(long lowest) {
		return new Promise("≥ %,d".formatted(lowest), Kind.NUMBER, Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY,
				lowest);
	}

	static Promise atMost(long highest) {
		return new Promise("≤ %,d".formatted(highest), Kind.NUMBER, Double.POSITIVE_INFINITY, highest,
				Double.NEGATIVE_INFINITY);
	}

	/**
	 * Returns a promise of nothing, for what is only told.
	 */
	static Promise told(Kind kind) {
		return new Promise(NOTHING, kind, Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY);
	}

	/**
	 * Says for people how it turned out.
	 */
	String verdict(Samples samples) {
		if (!keptBy(samples)) {
			return "MISSED";
		}
		return this.text.equals(NOTHING) ? NOTHING : "ok";
	}

	boolean keptBy(Samples samples) {
		return samples.median() <= this.median && samples.highest() <= this.highest && samples.lowest() >= this.lowest;
	}

	/**
	 * Returns that end of the samples which comes closer to breaking the promise.
	 */
	double worst(Samples samples) {
		return (this.lowest != Double.NEGATIVE_INFINITY) ? samples.lowest() : samples.highest();
	}

	private static double seconds(Duration duration) {
		return duration.toNanos() / 1e9;
	}

	/**
	 * What is measured.
	 */
	enum Kind {

		/** In seconds. */
		TIME,
		/** How many. */
		NUMBER;

		String text(double value) {
			return (this == TIME) ? Took.text(Duration.ofNanos((long) (value * 1e9)))
					: String.format(Locale.ROOT, (value == Math.rint(value)) ? "%,.0f" : "%,.1f", value);
		}

	}

}
