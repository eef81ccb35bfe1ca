package io.movieinfo.registry.server;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * Two threads add something after the executor has ended. Observed is how much of it was
 * rejected: whoever waits for an answer must get that one.
 */
@JCStressTest
@Outcome(id = "2", expect = Expect.ACCEPTABLE, desc = "both, each once")
@Outcome(expect = Expect.FORBIDDEN, desc = "one is left lying, or was rejected twice")
@State
public class AddingAfterTheEndStress {

	private final AtomicInteger rejected = new AtomicInteger();

	private final WorkQueue<String> queue = new WorkQueue<>((task) -> {
		throw new RejectedExecutionException("it has ended");
	}, 10, (batch) -> {
	}, (item) -> this.rejected.incrementAndGet());

	@Actor
	public void first() {
		this.queue.add("first");
	}

	@Actor
	public void second() {
		this.queue.add("second");
	}

	@Arbiter
	public void count(I_Result result) {
		result.r1 = this.rejected.get();
	}

}
