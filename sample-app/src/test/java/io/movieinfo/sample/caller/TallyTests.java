package io.movieinfo.sample.caller;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How calls are counted.
 */
class TallyTests {

	private final Tally tally = new Tally(Clock.fixed(Instant.ofEpochMilli(1500), ZoneOffset.UTC));

	@Test
	void callsAreCountedByHowTheyWent() {
		this.tally.answered("movie-1", Duration.ofMillis(3));
		this.tally.answered("movie-1", Duration.ofMillis(7));
		this.tally.answered("movie-2", Duration.ofMillis(5));
		this.tally.failed("GET: refused", Duration.ofMillis(2));
		this.tally.missed();
		CallReport report = this.tally.report();
		assertThat(report.ok()).isEqualTo(3);
		assertThat(report.failed()).isEqualTo(1);
		assertThat(report.missed()).isEqualTo(1);
		assertThat(report.slowestMicros()).isEqualTo(7000);
		assertThat(report.answers()).isEqualTo(Map.of("movie-1", 2L, "movie-2", 1L));
		assertThat(report.sinceMicros()).isEqualTo(1_500_000);
	}

	@Test
	void failureSaysWhenAndWhy() {
		this.tally.failed("GET: refused", Duration.ofMillis(2));
		assertThat(this.tally.report().failures()).containsExactly("1970-01-01T00:00:01.500Z after 2 ms: GET: refused");
	}

	@Test
	void onlyTheFirstFailuresAreKeptInWords() {
		for (int i = 0; i < 100; i++) {
			this.tally.failed("GET: refused", Duration.ZERO);
		}
		assertThat(this.tally.report().failed()).isEqualTo(100);
		assertThat(this.tally.report().failures()).hasSize(20);
	}

	@Test
	void resetReturnsWhatWasAndBeginsAnew() {
		this.tally.answered("movie-1", Duration.ofMillis(3));
		this.tally.failed("GET: refused", Duration.ZERO);
		assertThat(this.tally.reset().ok()).isEqualTo(1);
		assertThat(this.tally.report())
			.isEqualTo(new Tally(Clock.fixed(Instant.ofEpochMilli(1500), ZoneOffset.UTC)).report());
	}

}
