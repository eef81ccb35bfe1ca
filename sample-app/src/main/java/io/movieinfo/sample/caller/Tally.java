package io.movieinfo.sample.caller;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Counts calls by how they went. Thread-safe.
 */
final class Tally {

	private static final int FAILURES_IN_WORDS = 20;

	private final Clock clock;

	/** Guarded by this, like all that follow. */
	private Instant since;

	private long ok;

	private long failed;

	private long missed;

	private Duration slowest = Duration.ZERO;

	private final List<String> failures = new ArrayList<>();

	private final Map<String, Long> answers = new TreeMap<>();

	Tally(Clock clock) {
		this.clock = clock;
		this.since = clock.instant();
	}

	synchronized void answered(String instance, Duration duration) {
		this.ok++;
		this.answers.merge(instance, 1L, Long::sum);
		took(duration);
	}

	synchronized void failed(String reason, Duration duration) {
		this.failed++;
		if (this.failures.size() < FAILURES_IN_WORDS) {
			this.failures.add("%s after %d ms: %s".formatted(this.clock.instant(), duration.toMillis(), reason));
		}
		took(duration);
	}

	synchronized void missed() {
		this.missed++;
	}

	synchronized CallReport report() {
		return new CallReport(ChronoUnit.MICROS.between(Instant.EPOCH, this.since), this.ok, this.failed, this.missed,
				this.slowest.toNanos() / 1000, this.failures, this.answers);
	}

	/**
	 * Begins anew.
	 * @return how it went until now
	 */
	synchronized CallReport reset() {
		CallReport report = report();
		this.since = this.clock.instant();
		this.ok = 0;
		this.failed = 0;
		this.missed = 0;
		this.slowest = Duration.ZERO;
		this.failures.clear();
		this.answers.clear();
		return report;
	}

	private void took(Duration duration) {
		if (duration.compareTo(this.slowest) > 0) {
			this.slowest = duration;
		}
	}

}
