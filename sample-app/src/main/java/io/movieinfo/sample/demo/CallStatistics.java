package io.movieinfo.sample.demo;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.movieinfo.sample.process.CheckFailedException;
import io.movieinfo.sample.process.Took;

/**
 * How a number of calls went.
 *
 * @param calls how many there were
 * @param failures what went wrong, one entry for each failed call
 * @param slowest how long the slowest one took
 * @param answers how many parts each instance answered, by its id
 */
record CallStatistics(int calls, List<String> failures, Duration slowest, Map<String, Long> answers) {

	static CallStatistics of(List<HomeCall> calls) {
		return new CallStatistics(calls.size(), calls.stream().map(HomeCall::failure).filter(Objects::nonNull).toList(),
				calls.stream().map(HomeCall::duration).max(Comparator.naturalOrder()).orElse(Duration.ZERO),
				calls.stream()
					.flatMap((call) -> call.instances().stream())
					.collect(Collectors.groupingBy(Function.identity(), TreeMap::new, Collectors.counting())));
	}

	long answeredBy(String instance) {
		return this.answers.getOrDefault(instance, 0L);
	}

	/**
	 * Returns an instance's part of the answers that the given ones gave together, 0 to
	 * 1.
	 */
	double share(String instance, String... among) {
		long all = List.of(among).stream().mapToLong(this::answeredBy).sum();
		return (all > 0) ? (double) answeredBy(instance) / all : 0;
	}

	/**
	 * Fails if there was no call, or one failed.
	 */
	void ensureAllAnswered() {
		if (this.calls == 0) {
			throw new CheckFailedException("nothing was called");
		}
		if (!this.failures.isEmpty()) {
			throw new CheckFailedException("%d of %d calls failed, the first: %s".formatted(this.failures.size(),
					this.calls, this.failures.get(0)));
		}
	}

	@Override
	public String toString() {
		return "%d of %d calls failed, slowest %s".formatted(this.failures.size(), this.calls, Took.text(this.slowest));
	}

}
