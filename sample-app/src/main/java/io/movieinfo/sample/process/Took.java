package io.movieinfo.sample.process;

import java.time.Duration;
import java.util.Locale;

/**
 * How long things took, for people.
 */
public final class Took {

	private Took() {
	}

	public static Duration since(long startNanos) {
		return Duration.ofNanos(System.nanoTime() - startNanos);
	}

	/**
	 * Returns a duration in the unit that fits: {@code 12.3 s}, {@code 87 ms} or
	 * {@code 4.2 ms}.
	 */
	public static String text(Duration duration) {
		double millis = duration.toNanos() / 1e6;
		if (millis >= 1000) {
			return String.format(Locale.ROOT, "%.1f s", millis / 1000);
		}
		return String.format(Locale.ROOT, (millis >= 10) ? "%.0f ms" : "%.1f ms", millis);
	}

}
