package io.movieinfo.registry.server;

import java.util.List;

import io.movieinfo.registry.protocol.InstanceKey;
import io.movieinfo.registry.protocol.ServiceKey;
import io.movieinfo.registry.server.store.StoredState;
import io.movieinfo.registry.server.watch.Change;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * Somebody reads a service twice while it is emptied and forgotten. Observed are the
 * cursors.
 */
@JCStressTest
@Outcome(id = { "1, 1", "2, 2", "3, 3" }, expect = Expect.ACCEPTABLE, desc = "nothing came in between")
@Outcome(id = { "1, 2", "1, 3", "2, 3" }, expect = Expect.ACCEPTABLE, desc = "it was changed in between")
@Outcome(expect = Expect.FORBIDDEN, desc = "back in time")
@State
public class ReadingWhileForgettingStress {

	private static final ServiceKey SERVICE = new ServiceKey("default", "movies");

	private static final InstanceKey INSTANCE = new InstanceKey(SERVICE, "movie-1");

	private static final List<Change> EMPTIED = List.of(Change.removed(Change.Kind.DEREGISTERED, INSTANCE, 2));

	private static final List<Change> FORGOTTEN = List.of(Change.forgotten(SERVICE, 3));

	private final Published published = new Published("e1",
			new WorkingState(new StoredState("e1", 0, true, List.of(), List.of(), List.of(), List.of())));

	public ReadingWhileForgettingStress() {
		this.published.publish(List.of(Change.removed(Change.Kind.DEREGISTERED, INSTANCE, 1)));
	}

	@Actor
	public void forget() {
		this.published.publish(EMPTIED);
		this.published.publish(FORGOTTEN);
	}

	@Actor
	public void read(II_Result result) {
		result.r1 = revision();
		result.r2 = revision();
	}

	private int revision() {
		return (int) this.published.snapshot(SERVICE).cursor().revision();
	}

}
