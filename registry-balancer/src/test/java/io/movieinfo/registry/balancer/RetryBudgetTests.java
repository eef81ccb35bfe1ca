package io.movieinfo.registry.balancer;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class RetryBudgetTests {

	private static final int ATTEMPTS = 3;

	private final RetryBudget budget = new RetryBudget(20);

	@Test
	void firstCallsMayBeRepeatedTwice() {
		assertThat(callInOutage(this.budget)).isEqualTo(ATTEMPTS);
	}

	@Test
	void outageFromTheStartMeetsAtMostAFifthMoreThanTheCalls() {
		assertThat(repeatsInOutage(this.budget, 30)).isEqualTo(6);
		for (int calls = 30; calls < 500; calls++) {
			RetryBudget budget = new RetryBudget(20);
			assertThat(repeatsInOutage(budget, calls)).isLessThanOrEqualTo(calls / 5);
		}
	}

	@Test
	void outageAfterCalmMeetsAtMostAFifthMoreThanTheCalls() {
		for (int calls = 50; calls < 500; calls++) {
			RetryBudget budget = new RetryBudget(20);
			calm(budget, 10_000);
			assertThat(repeatsInOutage(budget, calls)).isLessThanOrEqualTo(calls / 5);
		}
	}

	@Test
	void decisionsAreCounted() {
		while (this.budget.tryRepeat()) {
			this.budget.called();
		}
		assertThat(this.budget.tryRepeat()).isFalse();
		assertThat(this.budget.allowed()).isPositive();
		assertThat(this.budget.refused()).isEqualTo(2);
		RetryBudget none = new RetryBudget(0);
		assertThat(none.tryRepeat()).isFalse();
		assertThat(none.refused()).isOne();
		assertThat(none.allowed()).isZero();
	}

	@Test
	void calmSavesForAHundredCallsThatFailTogether() {
		calm(this.budget, 10_000);
		int repeats = 0;
		while (this.budget.tryRepeat()) {
			repeats++;
		}
		assertThat(repeats).isEqualTo(100);
	}

	@Test
	void everyFifthCallMayBeRepeatedForeverIfThatHelps() {
		for (int i = 0; i < 10_000; i++) {
			this.budget.called();
			if (i % 5 == 4) {
				assertThat(this.budget.tryRepeat()).isTrue();
			}
		}
	}

	@Test
	void debtOfAnOutageEndsWithinDozensOfCalls() {
		repeatsInOutage(this.budget, 1000);
		for (int i = 0; i < 100; i++) {
			this.budget.repeatFailed();
		}
		calm(this.budget, 54);
		assertThat(this.budget.tryRepeat()).isFalse();
		calm(this.budget, 1);
		assertThat(this.budget.tryRepeat()).isTrue();
	}

	@Test
	void repeatThatWasNotSentCostsNothing() {
		for (int i = 0; i < 100; i++) {
			assertThat(this.budget.tryRepeat()).isTrue();
			this.budget.notRepeated();
		}
	}

	@Test
	void zeroPercentAllowsNoRepeat() {
		RetryBudget none = new RetryBudget(0);
		calm(none, 1000);
		assertThat(none.tryRepeat()).isFalse();
	}

	@Test
	void percentOutOfRangeIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> new RetryBudget(-1))
			.withMessage("percent is -1, expected 0 to 100");
		assertThatIllegalArgumentException().isThrownBy(() -> new RetryBudget(101))
			.withMessage("percent is 101, expected 0 to 100");
	}

	@Test
	void threadsTogetherGetNoMoreThanThereIs() throws Exception {
		calm(this.budget, 10_000);
		List<Callable<Integer>> callers = new ArrayList<>();
		for (int i = 0; i < 8; i++) {
			callers.add(() -> {
				int repeats = 0;
				for (int call = 0; call < 1000; call++) {
					this.budget.called();
					repeats += this.budget.tryRepeat() ? 1 : 0;
				}
				return repeats;
			});
		}
		ExecutorService threads = Executors.newFixedThreadPool(callers.size());
		try {
			int repeats = 0;
			for (Future<Integer> caller : threads.invokeAll(callers)) {
				repeats += caller.get();
			}
			assertThat(repeats).isBetween(1600, 100 + 8000 / 5);
		}
		finally {
			threads.shutdownNow();
		}
	}

	private static void calm(RetryBudget budget, int calls) {
		for (int i = 0; i < calls; i++) {
			budget.called();
		}
	}

	private static int repeatsInOutage(RetryBudget budget, int calls) {
		int attempts = 0;
		for (int i = 0; i < calls; i++) {
			attempts += callInOutage(budget);
		}
		return attempts - calls;
	}

	private static int callInOutage(RetryBudget budget) {
		budget.called();
		int attempts = 1;
		while (attempts < ATTEMPTS && budget.tryRepeat()) {
			attempts++;
			budget.repeatFailed();
		}
		return attempts;
	}

}
