package io.movieinfo.registry.balancer;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/**
 * Two calls have failed, and the budget is enough for one repeat. Observed is which of
 * them may be repeated.
 */
@JCStressTest
@Outcome(id = "true, false", expect = Expect.ACCEPTABLE, desc = "the first")
@Outcome(id = "false, true", expect = Expect.ACCEPTABLE, desc = "the second")
@Outcome(expect = Expect.FORBIDDEN, desc = "both, or neither")
@State
public class LastRepeatStress {

	private static final int AT_FIRST = 5;

	private final RetryBudget budget = new RetryBudget(20);

	public LastRepeatStress() {
		for (int i = 1; i < AT_FIRST; i++) {
			this.budget.tryRepeat();
		}
	}

	@Actor
	public void first(ZZ_Result result) {
		result.r1 = this.budget.tryRepeat();
	}

	@Actor
	public void second(ZZ_Result result) {
		result.r2 = this.budget.tryRepeat();
	}

}
