package io.movieinfo.registry.balancer;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZI_Result;

/**
 * The first two answers of an endpoint come at the same time. Observed are which of them
 * was taken for the first, and the average in milliseconds: the longer one is believed.
 */
@JCStressTest
@Outcome(id = "true, false, 20", expect = Expect.ACCEPTABLE, desc = "the shorter one first")
@Outcome(id = "false, true, 20", expect = Expect.ACCEPTABLE, desc = "the longer one first")
@Outcome(expect = Expect.FORBIDDEN, desc = "one was lost")
@State
public class FirstAnswersStress {

	private static final long NOW = 1_000_000_000_000L;

	private static final long MILLISECOND = 1_000_000;

	private final PeakLatency latency = new PeakLatency();

	@Actor
	public void shorter(ZZI_Result result) {
		result.r1 = this.latency.add(NOW, 10 * MILLISECOND);
	}

	@Actor
	public void longer(ZZI_Result result) {
		result.r2 = this.latency.add(NOW, 20 * MILLISECOND);
	}

	@Arbiter
	public void average(ZZI_Result result) {
		result.r3 = (int) Math.round(this.latency.at(NOW) / MILLISECOND);
	}

}
