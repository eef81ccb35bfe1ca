package io.movieinfo.registry.server;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * Something is added while what was added before is worked on. Observed is how much was
 * worked on once the executor has nothing more to do.
 */
@JCStressTest
@Outcome(id = "2", expect = Expect.ACCEPTABLE, desc = "both, each once")
@Outcome(expect = Expect.FORBIDDEN, desc = "one is left lying, or was worked on twice")
@State
public class AddingWhileWorkingStress {

	private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();

	private final AtomicInteger worked = new AtomicInteger();

	private final WorkQueue<String> queue = new WorkQueue<>(this.tasks::add, 10,
			(batch) -> this.worked.addAndGet(batch.size()), (item) -> {
			});

	public AddingWhileWorkingStress() {
		this.queue.add("first");
	}

	@Actor
	public void add() {
		this.queue.add("second");
	}

	@Actor
	public void work() {
		for (Runnable next = this.tasks.poll(); next != null; next = this.tasks.poll()) {
			next.run();
		}
	}

	@Arbiter
	public void count(I_Result result) {
		work();
		result.r1 = this.worked.get();
	}

}
