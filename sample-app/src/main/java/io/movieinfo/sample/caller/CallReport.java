package io.movieinfo.sample.caller;

import java.util.List;
import java.util.Map;

/**
 * How the calls since a moment went.
 *
 * @param sinceMicros that moment, in microseconds since 1970
 * @param ok how many were answered with 2xx
 * @param failed how many were not
 * @param missed how many were not made in time, because too many others were under way
 * @param slowestMicros how long the slowest one took
 * @param failures the first of the failed ones in words
 * @param answers how many were answered by which instance, by its id
 */
public record CallReport(long sinceMicros, long ok, long failed, long missed, long slowestMicros, List<String> failures,
		Map<String, Long> answers) {

	public CallReport {
		failures = List.copyOf(failures);
		answers = Map.copyOf(answers);
	}

}
