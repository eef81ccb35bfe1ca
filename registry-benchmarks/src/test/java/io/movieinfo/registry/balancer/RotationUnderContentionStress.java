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
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * Somebody who has tried one of two endpoints picks again while others move the rotation
 * on. Observed is which endpoint is picked.
 */
@JCStressTest
@Outcome(id = "2", expect = Expect.ACCEPTABLE, desc = "the one that is left")
@Outcome(expect = Expect.FORBIDDEN, desc = "nothing, though one was left, or the one that was tried")
@State
public class RotationUnderContentionStress {

	private static final EndpointSet BOTH = new EndpointSet(1, List.of(endpoint(1), endpoint(2)));

	private static final PickContext TRIED = PickContext.excluding(List.of(BOTH.get(0)));

	private final Picker picker = new RoundRobin(false, 1, () -> 0).picker(BOTH);

	@Actor
	public void others() {
		this.picker.pick(PickContext.NONE);
		this.picker.pick(PickContext.NONE);
		this.picker.pick(PickContext.NONE);
	}

	@Actor
	public void pick(I_Result result) {
		Endpoint picked = this.picker.pick(TRIED);
		result.r1 = (picked != null) ? picked.instance().port() : 0;
	}

	private static Endpoint endpoint(int port) {
		return new Endpoint(new ServiceInstance(
				InstanceContent.builder("movies").id("movie-" + port).address("10.0.0.1").port(port).build(),
				Health.HEALTHY, null, false, port));
	}

}
