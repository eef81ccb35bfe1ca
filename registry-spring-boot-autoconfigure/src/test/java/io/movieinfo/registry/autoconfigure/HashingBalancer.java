package io.movieinfo.registry.autoconfigure;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;

import io.movieinfo.registry.balancer.BalancingStrategy;
import io.movieinfo.registry.balancer.Endpoint;
import io.movieinfo.registry.balancer.LoadBalancer;
import io.movieinfo.registry.balancer.NoInstanceException;
import io.movieinfo.registry.balancer.Outcome;
import io.movieinfo.registry.balancer.PickContext;
import io.movieinfo.registry.balancer.ServiceEndpoints;
import io.movieinfo.registry.protocol.Health;
import io.movieinfo.registry.protocol.InstanceContent;
import io.movieinfo.registry.protocol.ServiceInstance;
import io.movieinfo.registry.protocol.ServiceKey;

/**
 * Picks by {@code consistent-hash} among the instances of one service, whose ids are
 * {@code 0}, {@code 1} and so on, and keeps the keys that were picked for.
 */
public final class HashingBalancer implements LoadBalancer {

	/** The service. */
	public static final ServiceKey SERVICE = new ServiceKey("default", "user-service");

	/** Keys that three instances share. */
	public static final List<String> USERS = IntStream.range(0, 12).mapToObj((i) -> "user-" + i).toList();

	/** Stands for no key. */
	public static final String NONE = "none";

	private final List<ServiceInstance> instances = new ArrayList<>();

	private final ServiceEndpoints endpoints = new ServiceEndpoints(
			BalancingStrategy.named(BalancingStrategy.CONSISTENT_HASH));

	private final List<String> keys = new CopyOnWriteArrayList<>();

	/**
	 * Returns the index of the instance that a key belongs to, of so many.
	 */
	public static int home(String key, int instances) {
		HashingBalancer balancer = new HashingBalancer();
		for (int port = 1; port <= instances; port++) {
			balancer.with(port);
		}
		return Integer.parseInt(balancer.pick(SERVICE, PickContext.NONE.withKey(key)).key().id());
	}

	/**
	 * Adds an instance at the loopback address.
	 */
	public HashingBalancer with(int port) {
		InstanceContent content = InstanceContent.builder(SERVICE.name())
			.id(String.valueOf(this.instances.size()))
			.address("127.0.0.1")
			.port(port)
			.meta(Map.of("registry.grpc-port", String.valueOf(port)))
			.build();
		this.instances.add(new ServiceInstance(content, Health.HEALTHY, null, false, 1));
		this.endpoints.update(this.instances);
		return this;
	}

	/**
	 * Returns the instances.
	 */
	public List<ServiceInstance> instances() {
		return List.copyOf(this.instances);
	}

	/**
	 * Returns the keys that were picked for, in their order, {@link #NONE} where there
	 * was none.
	 */
	public List<String> keys() {
		return this.keys;
	}

	@Override
	public Endpoint pick(ServiceKey service, PickContext context) {
		this.keys.add((context.key() != null) ? context.key() : NONE);
		Endpoint endpoint = this.endpoints.pick(context);
		if (endpoint == null) {
			throw NoInstanceException.noneLeft(service, this.instances.size());
		}
		return endpoint;
	}

	@Override
	public void complete(Endpoint endpoint, Outcome outcome, long durationNanos) {
		this.endpoints.completed(endpoint, outcome, durationNanos);
	}

}
