package io.movieinfo.registry.balancer;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ScheduleTests {

	@Test
	void turnsOfTheHeaviestAreSpreadBetweenTheOthers() {
		assertThat(take(Schedule.of(new double[] { 5, 1, 1 }), 7)).containsExactly(0, 0, 0, 1, 0, 0, 2);
		assertThat(take(Schedule.of(new double[] { 50, 25, 25 }), 4)).containsExactly(0, 1, 0, 2);
	}

	@Test
	void commonDivisorMakesTheCycleShorter() {
		assertThat(take(Schedule.of(new double[] { 300, 100, 200 }), 12)).containsExactly(0, 2, 0, 1, 0, 2, 0, 2, 0, 1,
				0, 2);
	}

	@Test
	void fractionsAreRoundedToACycleThatCanBeLaidOut() {
		double[] weights = { 100, 37.3, 4.19 };
		assertShares(Schedule.of(weights), weights, 100_000, 0.001);
	}

	@Test
	void weightsWhoseCycleIsTooLongAreTakenInTheirShares() {
		double[] weights = new double[100];
		for (int i = 0; i < weights.length; i++) {
			weights[i] = 1 + (i * 7919) % 997;
		}
		Schedule schedule = Schedule.of(weights);
		assertThat(schedule).isInstanceOf(Stride.class);
		assertShares(schedule, weights, 1_000_000, 0.001);
	}

	@Test
	void heaviestOfVeryUnevenWeightsIsNotKeptBack() {
		double[] weights = new double[9_000];
		Arrays.fill(weights, 1);
		weights[17] = 1000;
		int[] taken = take(Schedule.of(weights), 9_999);
		assertThat(Arrays.stream(taken).filter((index) -> index == 17).count()).isBetween(998L, 1002L);
		for (int i = 2; i < taken.length; i++) {
			assertThat(taken[i] == 17 && taken[i - 1] == 17 && taken[i - 2] == 17).isFalse();
		}
	}

	private static void assertShares(Schedule schedule, double[] weights, int times, double precision) {
		double total = Arrays.stream(weights).sum();
		int[] counts = new int[weights.length];
		for (int index : take(schedule, times)) {
			counts[index]++;
		}
		for (int i = 0; i < weights.length; i++) {
			assertThat((double) counts[i] / times).isBetween(weights[i] / total - precision,
					weights[i] / total + precision);
		}
	}

	private static int[] take(Schedule schedule, int times) {
		AtomicLong cursor = new AtomicLong();
		int[] taken = new int[times];
		for (int i = 0; i < times; i++) {
			taken[i] = schedule.next(cursor);
		}
		return taken;
	}

}
