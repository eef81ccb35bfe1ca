package io.movieinfo.registry.balancer;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class LeastRequestsTests {

	private final Caller caller = new Caller(BalancingStrategy.LEAST_REQUESTS, BalancingRules.DEFAULT);

	@Test
	void idleEndpointsTakeTurns() {
		this.caller.lists(Instances.healthyUpTo(5));
		assertThat(this.caller.callsMany(100)).hasSize(5).allSatisfy((id, calls) -> assertThat(calls).isEqualTo(20));
	}

	@Test
	void requestsInFlightStayLevel() {
		this.caller.lists(Instances.healthyUpTo(10));
		for (int i = 0; i < 1000; i++) {
			this.caller.pick();
		}
		assertThat(inFlight()).allSatisfy((inFlight) -> assertThat(inFlight).isBetween(97, 103));
	}

	@Test
	void oneThatDoesNotAnswerIsLeftToItsRequests() {
		this.caller.lists(Instances.healthyUpTo(5));
		Endpoint stuck = this.caller.endpoint(1);
		for (int i = 0; i < 1000; i++) {
			Endpoint endpoint = this.caller.pick();
			if (endpoint != stuck) {
				this.caller.endpoints.completed(endpoint, Outcome.SUCCESS, 1_000_000);
			}
		}
		// only when it is its own challenger
		assertThat(stuck.inFlight()).isLessThan(70);
	}

	@Test
	void weightsCount() {
		this.caller.lists(Instances.weighing(1, 300), Instances.healthy(2));
		for (int i = 0; i < 400; i++) {
			this.caller.pick();
		}
		assertThat(inFlight()).satisfies((inFlight) -> assertThat(inFlight.get(0)).isBetween(290, 310),
				(inFlight) -> assertThat(inFlight.get(1)).isBetween(90, 110));
	}

	private List<Integer> inFlight() {
		List<Endpoint> endpoints = new ArrayList<>(this.caller.endpoints.current().endpoints());
		return endpoints.stream()
			.sorted(Comparator.comparing((endpoint) -> endpoint.instance().id()))
			.map(Endpoint::inFlight)
			.toList();
	}

}
