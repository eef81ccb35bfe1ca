package io.movieinfo.registry.balancer;

import io.movieinfo.registry.protocol.InstanceKey;
import io.movieinfo.registry.protocol.ServiceInstance;

/**
 * An instance as a balancer sees it: one object for as long as id and incarnation stay,
 * whatever else changes, so that it can be compared by identity. Thread-safe.
 */
public final class Endpoint {

	private final InstanceKey key;

	private volatile ServiceInstance instance;

	Endpoint(ServiceInstance instance) {
		this.key = instance.key();
		this.instance = instance;
	}

	public InstanceKey key() {
		return this.key;
	}

	/**
	 * Returns the instance as it was last seen; its id and incarnation never change.
	 */
	public ServiceInstance instance() {
		return this.instance;
	}

	boolean isSameStart(ServiceInstance other) {
		return this.instance.incarnation() == other.incarnation();
	}

	void refresh(ServiceInstance seen) {
		this.instance = seen;
	}

	@Override
	public String toString() {
		return this.key.toString();
	}

}
