package io.movieinfo.registry.balancer;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/**
 * Two threads want to call an endpoint whose pause is over. Observed is which of them
 * may.
 */
@JCStressTest
@Outcome(id = "true, false", expect = Expect.ACCEPTABLE, desc = "the first")
@Outcome(id = "false, true", expect = Expect.ACCEPTABLE, desc = "the second")
@Outcome(expect = Expect.FORBIDDEN, desc = "both, or neither")
@State
public class TrialStress {

	private static final long LATER = 1_000_000_000_000L;

	private final Ejection ejection = new Ejection();

	public TrialStress() {
		this.ejection.eject(true, 0);
	}

	@Actor
	public void first(ZZ_Result result) {
		result.r1 = this.ejection.claimTrial(LATER);
	}

	@Actor
	public void second(ZZ_Result result) {
		result.r2 = this.ejection.claimTrial(LATER);
	}

}
