package io.movieinfo.registry.server.app.api;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.movieinfo.registry.protocol.InvalidFieldException;

/**
 * Durations as people write them: {@code 0}, or a whole number and its unit, one of
 * {@code ms}, {@code s} and {@code m}.
 */
final class Durations {

	private static final Pattern TEXT = Pattern.compile("0|(\\d{1,9})(ms|s|m)");

	private Durations() {
	}

	/**
	 * Reads a duration.
	 * @param field where it comes from, for the complaint
	 * @param most the longest that is allowed
	 * @throws InvalidFieldException if it is none, or longer
	 */
	static Duration read(String field, String text, Duration most) {
		Matcher parts = TEXT.matcher(text);
		if (parts.matches()) {
			Duration duration = (parts.group(1) != null) ? of(Long.parseLong(parts.group(1)), parts.group(2))
					: Duration.ZERO;
			if (duration.compareTo(most) <= 0) {
				return duration;
			}
		}
		throw new InvalidFieldException(field, text, "0 to %s, such as 500ms, 2s or 1m".formatted(text(most)));
	}

	private static Duration of(long number, String unit) {
		return switch (unit) {
			case "ms" -> Duration.ofMillis(number);
			case "s" -> Duration.ofSeconds(number);
			default -> Duration.ofMinutes(number);
		};
	}

	private static String text(Duration duration) {
		if (duration.toSeconds() * 1000 != duration.toMillis()) {
			return duration.toMillis() + "ms";
		}
		return (duration.toSeconds() % 60 != 0) ? duration.toSeconds() + "s" : duration.toMinutes() + "m";
	}

}
