package io.movieinfo.registry.balancer;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.movieinfo.registry.protocol.ServiceInstance;

/**
 * A client of one service whose time passes when it is told to.
 */
final class Caller {

	final FakeTicker ticker = new FakeTicker();

	final ServiceEndpoints endpoints;

	Caller(String strategy, BalancingRules rules) {
		this.endpoints = new ServiceEndpoints(Strategies.seeded(strategy, 4711), rules, this.ticker);
	}

	Caller lists(ServiceInstance... instances) {
		this.endpoints.update(Instances.list(instances));
		return this;
	}

	Caller lists(List<ServiceInstance> instances) {
		this.endpoints.update(instances);
		return this;
	}

	Endpoint pick() {
		return pick(PickContext.NONE);
	}

	Endpoint pick(PickContext context) {
		Endpoint endpoint = this.endpoints.pick(context);
		if (endpoint == null) {
			throw new AssertionError("nothing picked");
		}
		return endpoint;
	}

	/**
	 * Returns an endpoint that is listed and may be picked.
	 */
	Endpoint endpoint(int number) {
		return this.endpoints.current()
			.endpoints()
			.stream()
			.filter((endpoint) -> endpoint.instance().id().equals("movie-" + number))
			.findFirst()
			.orElseThrow();
	}

	/**
	 * Makes a call of a certain endpoint, as if it had been picked.
	 */
	Caller calls(Endpoint endpoint, Outcome outcome, Duration duration) {
		endpoint.begun();
		this.ticker.advance(duration);
		this.endpoints.completed(endpoint, outcome, duration.toNanos());
		return this;
	}

	/**
	 * Makes calls that go well and take no time; says how many each instance got.
	 */
	Map<String, Integer> callsMany(int times) {
		Map<String, Integer> calls = new TreeMap<>();
		for (int i = 0; i < times; i++) {
			Endpoint endpoint = pick();
			this.endpoints.completed(endpoint, Outcome.SUCCESS, 1_000_000);
			calls.merge(endpoint.instance().id(), 1, Integer::sum);
		}
		return calls;
	}

	void refreshFor(Duration duration) {
		for (long passed = 0; passed < duration.toSeconds(); passed++) {
			this.ticker.advance(Duration.ofSeconds(1));
			this.endpoints.refresh();
		}
	}

}
