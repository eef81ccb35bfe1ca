package io.movieinfo.sample.faults;

import java.util.List;
import java.util.Set;

import io.movieinfo.sample.caller.ViewReport;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What can be told from who was routable when.
 */
class TimelineTests {

	private final Timeline timeline = new Timeline(List.of(at(100, "a", "b"), at(200, "b"), at(300, "a", "b")));

	@Test
	void goneIsTheFirstMomentWithoutTheId() {
		assertThat(this.timeline.gone("a", 100)).isEqualTo(200);
		assertThat(this.timeline.gone("b", 100)).isNull();
	}

	@Test
	void whatHeldWhenTheQuestionBeginsCountsFromThen() {
		assertThat(this.timeline.gone("a", 250)).isEqualTo(250);
		assertThat(this.timeline.there("b", 250)).isEqualTo(250);
	}

	@Test
	void whatWasOverBeforeDoesNotCount() {
		assertThat(this.timeline.gone("a", 300)).isNull();
	}

	@Test
	void backIsTheFirstMomentWithTheId() {
		assertThat(this.timeline.there("a", 200)).isEqualTo(300);
		assertThat(this.timeline.there("c", 0)).isNull();
	}

	@Test
	void missingNamesEveryIdThatWasAwayForAMoment() {
		assertThat(this.timeline.missing(Set.of("a", "b"), 100)).containsExactly("a");
		assertThat(this.timeline.missing(Set.of("a", "b"), 300)).isEmpty();
	}

	@Test
	void transitionsCountComingAndGoing() {
		assertThat(this.timeline.transitions("a", 100)).isEqualTo(2);
		assertThat(this.timeline.transitions("a", 200)).isEqualTo(1);
		assertThat(this.timeline.transitions("b", 100)).isZero();
	}

	@Test
	void latestIsWhoIsRoutableAtLast() {
		assertThat(this.timeline.latest()).containsExactly("a", "b");
		assertThat(new Timeline(List.of()).latest()).isEmpty();
	}

	private static ViewReport.Change at(long micros, String... ids) {
		return new ViewReport.Change(micros, List.of(ids));
	}

}
