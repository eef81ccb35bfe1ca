package io.movieinfo.sample.demo;

import java.time.Duration;
import java.util.List;

import io.movieinfo.sample.process.CheckFailedException;
import io.movieinfo.sample.process.Took;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

class CallStatisticsTests {

	@Test
	void sharesAreOfTheGivenInstances() {
		CallStatistics statistics = CallStatistics.of(List.of(answered(5, "user-1", "movie-1", "movie-2"),
				answered(7, "user-1", "movie-1", "movie-1"), answered(6, "user-2")));
		assertThat(statistics.share("movie-1", "movie-1", "movie-2")).isCloseTo(0.75, within(0.001));
		assertThat(statistics.share("movie-3", "movie-3", "movie-4")).isZero();
		assertThat(statistics.answeredBy("user-1")).isEqualTo(2);
		assertThat(statistics.slowest()).isEqualTo(Duration.ofMillis(7));
		statistics.ensureAllAnswered();
	}

	@Test
	void failureIsTold() {
		CallStatistics statistics = CallStatistics
			.of(List.of(answered(5, "user-1"), new HomeCall(0, Duration.ofMillis(1), "503 nobody", List.of())));
		assertThatExceptionOfType(CheckFailedException.class).isThrownBy(statistics::ensureAllAnswered)
			.withMessage("1 of 2 calls failed, the first: 503 nobody");
	}

	@Test
	void noCallAtAllIsAFailure() {
		assertThatExceptionOfType(CheckFailedException.class)
			.isThrownBy(() -> CallStatistics.of(List.of()).ensureAllAnswered());
	}

	@Test
	void durationsAreReadable() {
		assertThat(Took.text(Duration.ofMillis(12_345))).isEqualTo("12.3 s");
		assertThat(Took.text(Duration.ofMillis(87))).isEqualTo("87 ms");
		assertThat(Took.text(Duration.ofNanos(4_210_000))).isEqualTo("4.2 ms");
	}

	private static HomeCall answered(int millis, String... instances) {
		return new HomeCall(0, Duration.ofMillis(millis), null, List.of(instances));
	}

}
