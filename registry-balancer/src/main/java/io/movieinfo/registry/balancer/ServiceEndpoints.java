package io.movieinfo.registry.balancer;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.movieinfo.registry.protocol.ServiceInstance;
import org.jspecify.annotations.Nullable;

/**
 * The endpoints of one service and the picker for them, kept up to date by whoever learns
 * of changes. Picking is for any number of threads, updating for one at a time.
 */
public final class ServiceEndpoints {

	private final BalancingStrategy strategy;

	/** Every listed endpoint by its id; touched by the updating thread only. */
	private Map<String, Endpoint> listed = Map.of();

	private volatile Published published;

	/**
	 * Creates the endpoints of a service, none at first.
	 * @param strategy how to pick
	 */
	public ServiceEndpoints(BalancingStrategy strategy) {
		this.strategy = strategy;
		this.published = new Published(EndpointSet.EMPTY, strategy.picker(EndpointSet.EMPTY));
	}

	/**
	 * Takes over what is listed now; picks that begin afterwards see it. An instance that
	 * is listed but not routable keeps its endpoint for when it is routable again.
	 * @param instances all listed instances of the service, sorted by id
	 */
	public void update(List<ServiceInstance> instances) {
		Map<String, Endpoint> seen = new HashMap<>(instances.size() * 2);
		List<Endpoint> routable = new ArrayList<>(instances.size());
		for (ServiceInstance instance : instances) {
			Endpoint endpoint = this.listed.get(instance.id());
			if (endpoint != null && endpoint.isSameStart(instance)) {
				endpoint.refresh(instance);
			}
			else {
				endpoint = new Endpoint(instance);
			}
			seen.put(instance.id(), endpoint);
			if (instance.routable()) {
				routable.add(endpoint);
			}
		}
		this.listed = seen;
		EndpointSet set = new EndpointSet(this.published.set.revision() + 1, routable);
		this.published = new Published(set, this.strategy.picker(set));
	}

	/**
	 * Returns the routable endpoints as of the last update.
	 */
	public EndpointSet current() {
		return this.published.set;
	}

	/**
	 * Picks an endpoint; {@code null} if there is none to pick.
	 */
	public @Nullable Endpoint pick(PickContext context) {
		return this.published.picker.pick(context);
	}

	/**
	 * Passes on how a request went.
	 * @see LoadBalancer#complete
	 */
	public void completed(Endpoint endpoint, Outcome outcome, long durationNanos) {
		this.published.picker.completed(endpoint, outcome, durationNanos);
	}

	private record Published(EndpointSet set, Picker picker) {

	}

}
