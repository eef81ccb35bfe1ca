package io.movieinfo.registry.server;

import java.util.List;

import io.movieinfo.registry.protocol.Health;
import io.movieinfo.registry.protocol.InstanceContent;
import io.movieinfo.registry.protocol.ServiceInstance;
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
 * Somebody lists the services of a namespace while the first one is published. Observed
 * are the cursor and the number of services. Who waits for what comes after a cursor must
 * have seen what is before it.
 */
@JCStressTest
@Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "before it was published")
@Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "while it was published: it is heard of again, no harm")
@Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "after it was published")
@Outcome(expect = Expect.FORBIDDEN, desc = "a change before the cursor is never heard of")
@State
public class ListingWhilePublishingStress {

	private static final ServiceKey SERVICE = new ServiceKey("default", "movies");

	private static final List<Change> REGISTERED = List.of(Change.listed(Change.Kind.REGISTERED, SERVICE,
			new ServiceInstance(
					InstanceContent.builder(SERVICE.name()).id("movie-1").address("10.0.0.1").port(8080).build(),
					Health.HEALTHY, null, false, 1),
			1));

	private final Published published = new Published("e1",
			new WorkingState(new StoredState("e1", 0, true, List.of(), List.of(), List.of(), List.of())));

	@Actor
	public void publish() {
		this.published.publish(REGISTERED);
	}

	@Actor
	public void list(II_Result result) {
		ServiceSet services = this.published.services(SERVICE.namespace());
		result.r1 = (int) services.cursor().revision();
		result.r2 = services.services().size();
	}

}
