package io.movieinfo.registry.client.transport;

import java.time.Instant;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class RecentErrorsTests {

	private final RecentErrors errors = new RecentErrors();

	@Test
	void whatRepeatsItselfIsThereOnceAndFirst() {
		this.errors.add("one", Instant.ofEpochSecond(1));
		this.errors.add("two", Instant.ofEpochSecond(2));
		this.errors.add("one", Instant.ofEpochSecond(3));
		assertThat(this.errors.list()).containsExactly(
				new RecentError("one", Instant.ofEpochSecond(1), Instant.ofEpochSecond(3), 2),
				new RecentError("two", Instant.ofEpochSecond(2), Instant.ofEpochSecond(2), 1));
	}

	@Test
	void latestStayAndLongOnesAreShortened() {
		for (int i = 0; i < 100; i++) {
			this.errors.add(i + " " + "x".repeat(10_000), Instant.EPOCH);
		}
		assertThat(this.errors.list()).hasSize(RecentErrors.MOST)
			.allSatisfy((error) -> assertThat(error.message()).hasSizeLessThan(RecentErrors.LONGEST_MESSAGE + 2));
		assertThat(this.errors.list().get(0).message()).startsWith("99 ");
	}

}
