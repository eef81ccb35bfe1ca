package io.movieinfo.registry.balancer;

import java.util.List;

/**
 * The routable endpoints of a service at one moment, in the order of their ids.
 * Immutable.
 */
public final class EndpointSet {

	/** No endpoints, before the first update. */
	public static final EndpointSet EMPTY = new EndpointSet(0, List.of());

	private final long revision;

	private final List<Endpoint> endpoints;

	EndpointSet(long revision, List<Endpoint> endpoints) {
		this.revision = revision;
		this.endpoints = List.copyOf(endpoints);
	}

	/**
	 * Counts the updates of the service in this process, from 0.
	 */
	public long revision() {
		return this.revision;
	}

	public int size() {
		return this.endpoints.size();
	}

	public Endpoint get(int index) {
		return this.endpoints.get(index);
	}

	public List<Endpoint> endpoints() {
		return this.endpoints;
	}

	@Override
	public String toString() {
		return this.revision + this.endpoints.toString();
	}

}
