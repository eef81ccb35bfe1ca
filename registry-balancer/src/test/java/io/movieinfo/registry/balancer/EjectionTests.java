package io.movieinfo.registry.balancer;

import java.time.Duration;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class EjectionTests {

	private static final Duration SHORT = Duration.ofMillis(5);

	private final Caller caller = new Caller(BalancingStrategy.ROUND_ROBIN, BalancingRules.DEFAULT)
		.lists(Instances.healthyUpTo(4));

	private final Endpoint one = this.caller.endpoint(1);

	private final Endpoint two = this.caller.endpoint(2);

	private final Endpoint three = this.caller.endpoint(3);

	@Test
	void refusedConnectionEjectsForASecondDoublingToThirty() {
		fail(this.one, Outcome.CONNECT_FAILURE);
		for (int seconds : new int[] { 1, 2, 4, 8, 16, 30, 30 }) {
			assertOutFor(this.one, Duration.ofSeconds(seconds));
			assertThat(claimTrial(this.one)).isTrue();
			fail(this.one, Outcome.CONNECT_FAILURE);
		}
	}

	@Test
	void successOfTheTrialBringsItBackAtOnceAndForgetsRefusals() {
		fail(this.one, Outcome.CONNECT_FAILURE);
		this.caller.ticker.advance(Duration.ofSeconds(1));
		assertThat(claimTrial(this.one)).isTrue();
		fail(this.one, Outcome.CONNECT_FAILURE);
		this.caller.ticker.advance(Duration.ofSeconds(2));
		assertThat(claimTrial(this.one)).isTrue();
		this.caller.calls(this.one, Outcome.SUCCESS, SHORT);
		assertThat(this.one.isInDoubt()).isFalse();
		fail(this.one, Outcome.CONNECT_FAILURE);
		assertOutFor(this.one, Duration.ofSeconds(1));
	}

	@Test
	void fiveFailuresInARowEjectForFiveSecondsMoreEachTime() {
		fail(this.one, Outcome.FAILURE, 4);
		this.caller.calls(this.one, Outcome.SUCCESS, SHORT);
		fail(this.one, Outcome.FAILURE, 4);
		assertThat(this.one.isOut()).isFalse();
		fail(this.one, Outcome.FAILURE);
		for (int seconds : new int[] { 5, 10, 15, 20 }) {
			assertOutFor(this.one, Duration.ofSeconds(seconds));
			assertThat(claimTrial(this.one)).isTrue();
			fail(this.one, Outcome.FAILURE);
		}
	}

	@Test
	void pausesBeginFromTheStartAgainAfterAGoodMinute() {
		fail(this.one, Outcome.FAILURE, 5);
		this.caller.ticker.advance(Duration.ofSeconds(5));
		assertThat(claimTrial(this.one)).isTrue();
		this.caller.calls(this.one, Outcome.SUCCESS, SHORT);
		fail(this.one, Outcome.FAILURE, 5);
		assertOutFor(this.one, Duration.ofSeconds(10));
		assertThat(claimTrial(this.one)).isTrue();
		this.caller.calls(this.one, Outcome.SUCCESS, SHORT);
		this.caller.ticker.advance(Duration.ofSeconds(61));
		fail(this.one, Outcome.FAILURE, 5);
		assertOutFor(this.one, Duration.ofSeconds(5));
	}

	@Test
	void halfOfTenCallsWithinFiveSecondsEjects() {
		for (int i = 0; i < 4; i++) {
			fail(this.one, Outcome.FAILURE);
			this.caller.calls(this.one, Outcome.SUCCESS, SHORT);
		}
		fail(this.one, Outcome.FAILURE);
		assertThat(this.one.isOut()).as("nine calls are too few").isFalse();
		this.caller.calls(this.one, Outcome.SUCCESS, SHORT);
		fail(this.one, Outcome.FAILURE);
		assertOutFor(this.one, Duration.ofSeconds(5));
	}

	@Test
	void halfOfTenCallsInALongerTimeDoesNot() {
		for (int i = 0; i < 100; i++) {
			this.caller.calls(this.one, Outcome.FAILURE, Duration.ofMillis(600));
			this.caller.calls(this.one, Outcome.SUCCESS, Duration.ofMillis(600));
			assertThat(this.one.isOut()).isFalse();
		}
	}

	@Test
	void fewerThanHalfDoNot() {
		for (int i = 0; i < 100; i++) {
			fail(this.one, Outcome.FAILURE);
			this.caller.calls(this.one, Outcome.SUCCESS, SHORT).calls(this.one, Outcome.SUCCESS, SHORT);
			assertThat(this.one.isOut()).isFalse();
		}
	}

	@Test
	void slownessAloneNeverEjects() {
		for (int i = 0; i < 100; i++) {
			this.caller.calls(this.one, Outcome.SUCCESS, Duration.ofMinutes(1));
			assertThat(this.one.isOut()).isFalse();
		}
	}

	@Test
	void atMostHalfAreEjected() {
		Stream.of(this.one, this.two, this.three).forEach((endpoint) -> fail(endpoint, Outcome.CONNECT_FAILURE));
		assertThat(Stream.of(this.one, this.two, this.three).map(Endpoint::isOut)).containsExactly(true, true, false);
	}

	@Test
	void atMostHalfOfThoseThatAreLeftStayEjected() {
		fail(this.one, Outcome.CONNECT_FAILURE);
		fail(this.two, Outcome.CONNECT_FAILURE);
		this.caller.lists(Instances.healthyUpTo(3));
		assertThat(this.one.isOut()).as("would have been back first").isFalse();
		assertThat(this.two.isOut()).isTrue();
		this.caller.lists(Instances.healthyUpTo(2).subList(1, 2));
		assertThat(this.two.isOut()).as("the last one").isFalse();
	}

	@Test
	void lastOneIsNeverEjected() {
		this.caller.lists(Instances.healthyUpTo(1));
		fail(this.one, Outcome.CONNECT_FAILURE, 100);
		assertThat(this.one.isOut()).isFalse();
		assertThat(this.caller.pick()).isSameAs(this.one);
	}

	@Test
	void callsThatBeganBeforeThePauseDecideNothing() {
		fail(this.one, Outcome.CONNECT_FAILURE);
		this.caller.ticker.advance(Duration.ofMillis(500));
		this.caller.endpoints.completed(this.one, Outcome.SUCCESS, Duration.ofSeconds(3).toNanos());
		assertOutFor(this.one, Duration.ofMillis(500));
		assertThat(claimTrial(this.one)).isTrue();
		this.caller.endpoints.completed(this.one, Outcome.SUCCESS, Duration.ofSeconds(3).toNanos());
		this.caller.endpoints.completed(this.one, Outcome.FAILURE, Duration.ofSeconds(3).toNanos());
		assertThat(claimTrial(this.one)).as("the trial is still out").isFalse();
	}

	@Test
	void whatIsToldLateOfCallsThatBeganBeforeThePauseDecidesNothing() {
		fail(this.one, Outcome.CONNECT_FAILURE);
		this.caller.ticker.advance(Duration.ofSeconds(1));
		assertThat(claimTrial(this.one)).isTrue();
		toldLate(Outcome.SUCCESS);
		assertThat(this.one.isInDoubt()).as("the trial is still out").isTrue();
		this.caller.calls(this.one, Outcome.SUCCESS, SHORT);
		assertThat(this.one.isInDoubt()).isFalse();
		for (int i = 0; i < 100; i++) {
			toldLate(Outcome.FAILURE);
		}
		assertThat(this.one.isInDoubt()).isFalse();
	}

	@Test
	void whatIsToldLateOfCallsToOneThatWasNeverEjectedCounts() {
		for (int i = 0; i < 5; i++) {
			toldLate(Outcome.FAILURE);
		}
		assertThat(this.one.isOut()).isTrue();
	}

	@Test
	void trialThatIsGivenUpOrDoesNotComeBackMakesWayForAnother() {
		fail(this.one, Outcome.CONNECT_FAILURE);
		this.caller.ticker.advance(Duration.ofSeconds(1));
		assertThat(claimTrial(this.one)).isTrue();
		assertThat(claimTrial(this.one)).isFalse();
		this.caller.calls(this.one, Outcome.CANCELLED, SHORT);
		assertThat(claimTrial(this.one)).isTrue();
		assertOutFor(this.one, Duration.ofSeconds(10));
		assertThat(claimTrial(this.one)).isTrue();
	}

	@Test
	void itsShareGoesToAllOfTheOthers() {
		this.caller.lists(Instances.healthyUpTo(10));
		fail(this.one, Outcome.CONNECT_FAILURE);
		assertThat(this.caller.callsMany(9_000)).hasSize(9)
			.doesNotContainKey("movie-1")
			.allSatisfy((id, calls) -> assertThat(calls).isBetween(900, 1_100));
	}

	@ParameterizedTest
	@ValueSource(strings = { "CONNECT_FAILURE", "FAILURE" })
	void nothingIsEjectedWhenThatIsSwitchedOff(Outcome outcome) {
		Caller without = new Caller(BalancingStrategy.ROUND_ROBIN, BalancingRules.DEFAULT.withEjection(false))
			.lists(Instances.healthyUpTo(4));
		Endpoint endpoint = without.endpoint(1);
		for (int i = 0; i < 100; i++) {
			without.calls(endpoint, outcome, SHORT);
		}
		assertThat(endpoint.isOut()).isFalse();
	}

	@Test
	void ejectionsAreCountedAndProlongedPausesAreNot() {
		fail(this.one, Outcome.CONNECT_FAILURE);
		this.caller.ticker.advance(Duration.ofSeconds(1));
		assertThat(claimTrial(this.one)).isTrue();
		fail(this.one, Outcome.CONNECT_FAILURE);
		fail(this.two, Outcome.FAILURE, 5);
		assertThat(this.caller.endpoints.ejections()).isEqualTo(2);
		assertThat(this.caller.endpoints.ejected()).isEqualTo(2);
		this.caller.ticker.advance(Duration.ofSeconds(2));
		assertThat(claimTrial(this.one)).isTrue();
		this.caller.calls(this.one, Outcome.SUCCESS, SHORT);
		assertThat(this.caller.endpoints.ejected()).isOne();
		assertThat(this.caller.endpoints.ejections()).isEqualTo(2);
	}

	private void fail(Endpoint endpoint, Outcome outcome) {
		fail(endpoint, outcome, 1);
	}

	private void fail(Endpoint endpoint, Outcome outcome, int times) {
		for (int i = 0; i < times; i++) {
			this.caller.calls(endpoint, outcome, SHORT);
		}
	}

	/**
	 * Reports how a call went that was answered soon, and has gone on for minutes.
	 */
	private void toldLate(Outcome outcome) {
		this.caller.endpoints.completed(this.one, outcome, SHORT.toNanos(), Duration.ofMinutes(10).toNanos());
	}

	private boolean claimTrial(Endpoint endpoint) {
		return endpoint.ejection().claimTrial(this.caller.ticker.getAsLong());
	}

	/**
	 * Lets so much time pass, and leaves it at the end of the pause.
	 */
	private void assertOutFor(Endpoint endpoint, Duration duration) {
		this.caller.ticker.advance(duration.minusNanos(1));
		assertThat(endpoint.isOut()).as("out for %s", duration).isTrue();
		this.caller.ticker.advance(Duration.ofNanos(1));
		assertThat(endpoint.isOut()).as("out for %s", duration).isFalse();
	}

}
