package io.movieinfo.registry.client.discovery;

import java.time.Instant;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import io.movieinfo.registry.protocol.Cursor;
import io.movieinfo.registry.protocol.ServiceKey;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/**
 * A listener is told while there is more to tell. Observed is what it was told.
 */
@JCStressTest
@Outcome(id = "12", expect = Expect.ACCEPTABLE, desc = "everything, once and in order")
@Outcome(expect = Expect.FORBIDDEN, desc = "something was lost, repeated or out of turn")
@State
public class ListenerStress {

	private static final ServiceSnapshot FIRST = snapshot(1);

	private static final ServiceSnapshot SECOND = snapshot(2);

	private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();

	private final StringBuilder told = new StringBuilder();

	private final ListenerQueue queue = new ListenerQueue(
			(snapshot) -> this.told.append(snapshot.equals(FIRST) ? "1" : "2"), this.tasks::add);

	@Actor
	public void offer() {
		this.queue.offer(FIRST);
		this.queue.offer(SECOND);
	}

	@Actor
	public void tell() {
		// more often than there is something to tell, so as to come in between
		for (int i = 0; i < 10; i++) {
			runNext();
		}
	}

	@Arbiter
	public void tellRest(L_Result result) {
		runNext();
		runNext();
		result.r1 = this.told.toString();
	}

	private void runNext() {
		Runnable next = this.tasks.poll();
		if (next != null) {
			next.run();
		}
	}

	private static ServiceSnapshot snapshot(long revision) {
		return ServiceSnapshot.of(new ServiceKey("default", "movies"), true, List.of(), new Cursor("e1", revision),
				true, Instant.EPOCH);
	}

}
