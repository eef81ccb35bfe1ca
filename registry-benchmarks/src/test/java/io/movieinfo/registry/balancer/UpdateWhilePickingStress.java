package io.movieinfo.registry.balancer;

import java.util.List;

import io.movieinfo.registry.protocol.Health;
import io.movieinfo.registry.protocol.InstanceContent;
import io.movieinfo.registry.protocol.ServiceInstance;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * Somebody looks at the endpoints and picks one while they are replaced. Observed are the
 * update that was seen, and the one that the picked endpoint is of.
 */
@JCStressTest
@Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "before the update")
@Outcome(id = "1, 2", expect = Expect.ACCEPTABLE, desc = "the update came in between")
@Outcome(id = "2, 2", expect = Expect.ACCEPTABLE, desc = "after the update")
@Outcome(expect = Expect.FORBIDDEN, desc = "nothing picked, or something older than what was seen")
@State
public class UpdateWhilePickingStress {

	private static final List<ServiceInstance> FIRST = List.of(instance(1));

	private static final List<ServiceInstance> SECOND = List.of(instance(2));

	private final ServiceEndpoints endpoints = new ServiceEndpoints(new RoundRobin(false, 1, () -> 0));

	public UpdateWhilePickingStress() {
		this.endpoints.update(FIRST);
	}

	@Actor
	public void update() {
		this.endpoints.update(SECOND);
	}

	@Actor
	public void pick(II_Result result) {
		result.r1 = (int) this.endpoints.current().revision();
		Endpoint picked = this.endpoints.pick(PickContext.NONE);
		result.r2 = (picked != null) ? picked.instance().port() : 0;
	}

	private static ServiceInstance instance(int port) {
		return new ServiceInstance(
				InstanceContent.builder("movies").id("movie-" + port).address("10.0.0.1").port(port).build(),
				Health.HEALTHY, null, false, port);
	}

}
