package io.movieinfo.registry.balancer;

import java.time.Duration;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class AdaptiveTests {

	private final Caller caller = new Caller(BalancingStrategy.ADAPTIVE, BalancingRules.DEFAULT)
		.lists(Instances.healthyUpTo(3));

	private final Endpoint one = this.caller.endpoint(1);

	private final Endpoint two = this.caller.endpoint(2);

	private final Endpoint three = this.caller.endpoint(3);

	@Test
	void peakIsBelievedAtOnceAndDecaysWithTheTimeConstant() {
		answer(this.one, 10);
		answer(this.one, 200);
		assertThat(latency(this.one)).isCloseTo(200, within(0.01));
		this.caller.ticker.advance(Duration.ofSeconds(3));
		assertThat(latency(this.one)).isCloseTo(200 / Math.E, within(0.1));
	}

	@Test
	void shorterAnswersWinItBackInProportionToTheTimePassed() {
		answer(this.one, 100);
		this.caller.ticker.advance(Duration.ofSeconds(3));
		this.caller.endpoints.completed(this.one, Outcome.SUCCESS, 10_000_000);
		double weight = 1 / Math.E;
		assertThat(latency(this.one)).isCloseTo(100 * weight + 10 * (1 - weight), within(0.1));
	}

	@Test
	void slowerOneIsHardlyPicked() {
		answer(this.one, 100);
		answer(this.two, 10);
		answer(this.three, 10);
		assertThat(share("movie-1")).isLessThan(0.01);
	}

	@Test
	void requestsInFlightMakeAnEndpointDearer() {
		answer(this.one, 10);
		answer(this.two, 10);
		answer(this.three, 10);
		this.one.begun();
		assertThat(share("movie-1")).isLessThan(0.01);
	}

	@Test
	void requestsInFlightCountForTheWeight() {
		this.caller.lists(Instances.weighing(1, 1000), Instances.healthy(2), Instances.healthy(3));
		answer(this.one, 10);
		answer(this.two, 10);
		answer(this.three, 10);
		for (int i = 0; i < 9; i++) {
			this.one.begun();
		}
		for (int i = 0; i < 2; i++) {
			this.two.begun();
			this.three.begun();
		}
		// 9 for a weight of 1,000 are fewer than 2 for 100
		assertThat(share("movie-1")).isGreaterThan(0.9);
	}

	@ParameterizedTest
	@EnumSource(names = { "FAILURE", "CONNECT_FAILURE" })
	void failureCountsAsASecondAtLeast(Outcome outcome) {
		answer(this.one, 10);
		this.caller.calls(this.one, outcome, Duration.ofMillis(1));
		assertThat(latency(this.one)).isCloseTo(1000, within(0.1));
		this.caller.calls(this.two, outcome, Duration.ofSeconds(5));
		assertThat(latency(this.two)).isCloseTo(5000, within(0.1));
	}

	@Test
	void failureCountsAsTwiceTheSlowestHundredthIfThatIsMore() {
		for (int i = 0; i < 2_000; i++) {
			this.caller.calls(this.two, Outcome.SUCCESS, Duration.ofSeconds(2).plusNanos(i * 16L));
		}
		this.caller.calls(this.one, Outcome.FAILURE, Duration.ofMillis(1));
		assertThat(latency(this.one)).isBetween(3_500.0, 4_500.0);
	}

	@Test
	void cancelledCallSaysNothing() {
		answer(this.one, 10);
		this.caller.endpoints.completed(this.one, Outcome.CANCELLED, Duration.ofSeconds(30).toNanos());
		assertThat(latency(this.one)).isCloseTo(10, within(0.01));
		this.caller.calls(this.two, Outcome.CANCELLED, Duration.ofSeconds(30));
		assertThat(this.two.latency().isUnknown()).isTrue();
	}

	@Test
	void withoutHistoryItCostsAsMuchAsTheMedian() {
		this.caller.lists(Instances.healthyUpTo(4));
		this.caller.refreshFor(Duration.ofSeconds(20));
		answer(this.one, 1);
		answer(this.two, 50);
		answer(this.three, 1000);
		Map<String, Integer> calls = picks(30_000);
		// cheaper than the third, as dear as the second, dearer than the first
		int newcomer = calls.getOrDefault("movie-4", 0);
		int middle = calls.getOrDefault("movie-2", 0);
		assertThat(newcomer).isBetween(middle - 1_500, middle + 1_500);
		assertThat(calls.get("movie-1")).isGreaterThan(newcomer + 3_000);
		assertThat(calls.getOrDefault("movie-3", 0)).isLessThan(newcomer - 3_000);
	}

	@Test
	void newcomerIsTriedThoughTheOthersHaveLongBeenIdle() {
		answer(this.one, 10);
		answer(this.two, 10);
		answer(this.three, 10);
		this.caller.ticker.advance(Duration.ofHours(1));
		this.caller.lists(Instances.healthyUpTo(4));
		assertThat(this.caller.callsMany(1_000).get("movie-4")).isPositive();
	}

	@Test
	void oneThatIsTriedAgainAfterItsPauseIsPreferred() {
		answer(this.one, 10);
		answer(this.two, 10);
		this.caller.calls(this.three, Outcome.CONNECT_FAILURE, Duration.ofMillis(1));
		this.caller.ticker.advance(Duration.ofSeconds(1));
		assertThat(this.caller.callsMany(20)).containsKey("movie-3");
	}

	@Test
	void tailFollowsTheSlowestHundredth() {
		TailLatency tail = new TailLatency();
		SplittableRandom random = new SplittableRandom(4711);
		for (int i = 0; i < 100_000; i++) {
			tail.add(10_000_000 + random.nextInt(90_000_000), random.nextInt());
		}
		assertThat(tail.nanos()).isBetween(95_000_000.0, 105_000_000.0);
	}

	private void answer(Endpoint endpoint, int millis) {
		endpoint.begun();
		this.caller.endpoints.completed(endpoint, Outcome.SUCCESS, Duration.ofMillis(millis).toNanos());
	}

	private double latency(Endpoint endpoint) {
		return endpoint.latency().at(this.caller.ticker.getAsLong()) / 1_000_000;
	}

	private double share(String id) {
		return picks(10_000).getOrDefault(id, 0) / 10_000.0;
	}

	private Map<String, Integer> picks(int times) {
		Map<String, Integer> picks = new TreeMap<>();
		for (int i = 0; i < times; i++) {
			Endpoint endpoint = this.caller.pick();
			endpoint.ended();
			picks.merge(endpoint.instance().id(), 1, Integer::sum);
		}
		return picks;
	}

}
