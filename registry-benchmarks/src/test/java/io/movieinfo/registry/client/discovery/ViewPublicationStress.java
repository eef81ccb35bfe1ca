package io.movieinfo.registry.client.discovery;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import io.movieinfo.registry.balancer.BalancingStrategy;
import io.movieinfo.registry.balancer.PickContext;
import io.movieinfo.registry.balancer.ServiceEndpoints;
import io.movieinfo.registry.client.transport.ClientThread;
import io.movieinfo.registry.protocol.Cursor;
import io.movieinfo.registry.protocol.Health;
import io.movieinfo.registry.protocol.InstanceContent;
import io.movieinfo.registry.protocol.ServiceInstance;
import io.movieinfo.registry.protocol.ServiceKey;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/**
 * An application lists the instances of a service and calls one while the first of them
 * is published. Observed is whether it was listed, and whether it was picked.
 */
@JCStressTest
@Outcome(id = "false, false", expect = Expect.ACCEPTABLE, desc = "before the news")
@Outcome(id = "false, true", expect = Expect.ACCEPTABLE, desc = "the news came in between")
@Outcome(id = "true, true", expect = Expect.ACCEPTABLE, desc = "after the news")
@Outcome(id = "true, false", expect = Expect.FORBIDDEN, desc = "listed, and not there to be picked")
@State
public class ViewPublicationStress {

	private static final ServiceKey SERVICE = new ServiceKey("default", "movies");

	private static final ServiceSnapshot NEWS = ServiceSnapshot.of(SERVICE, true,
			List.of(new ServiceInstance(
					InstanceContent.builder(SERVICE.name()).id("movie-1").address("10.0.0.1").port(8080).build(),
					Health.HEALTHY, null, false, 1)),
			new Cursor("e1", 1), true, Instant.EPOCH);

	private static final ClientThread THREAD = new ClientThread();

	private final ServiceView view = new ServiceView(SERVICE, new ServiceEndpoints(BalancingStrategy.roundRobin()),
			THREAD, Duration.ZERO, new RequestCounts(), new KnownServices(), Instant::now);

	@Actor
	public void publish() {
		this.view.publish(NEWS);
	}

	@Actor
	public void call(ZZ_Result result) {
		result.r1 = !this.view.snapshot().instances().isEmpty();
		result.r2 = this.view.endpoints().pick(PickContext.NONE) != null;
	}

}
