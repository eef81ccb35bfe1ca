package io.movieinfo.registry.autoconfigure.grpc;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import io.movieinfo.registry.autoconfigure.HashingBalancer;
import io.movieinfo.registry.balancer.BalancingStrategy;
import io.movieinfo.registry.balancer.Endpoint;
import io.movieinfo.registry.balancer.LoadBalancer;
import io.movieinfo.registry.balancer.NoInstanceException;
import io.movieinfo.registry.balancer.Outcome;
import io.movieinfo.registry.balancer.PickContext;
import io.movieinfo.registry.balancer.ServiceEndpoints;
import io.movieinfo.registry.client.discovery.DiscoveryClient;
import io.movieinfo.registry.client.discovery.ServiceSnapshot;
import io.movieinfo.registry.client.discovery.Subscription;
import io.movieinfo.registry.protocol.Cursor;
import io.movieinfo.registry.protocol.Health;
import io.movieinfo.registry.protocol.InstanceContent;
import io.movieinfo.registry.protocol.ServiceInstance;
import io.movieinfo.registry.protocol.ServiceKey;
import org.jspecify.annotations.Nullable;

/**
 * A registry client that knows one service, as the test says. Picks in turn, or always
 * the first; keeps what is reported.
 */
final class FakeRegistryView implements DiscoveryClient, LoadBalancer {

	static final ServiceKey SERVICE = new ServiceKey("default", "user-service");

	private final ServiceEndpoints endpoints = new ServiceEndpoints(BalancingStrategy.random());

	private final AtomicInteger turn = new AtomicInteger();

	private volatile ServiceSnapshot snapshot = ServiceSnapshot.unreachable(SERVICE);

	final List<Consumer<ServiceSnapshot>> listeners = new CopyOnWriteArrayList<>();

	final List<ServiceKey> asked = new CopyOnWriteArrayList<>();

	final List<String> reports = new CopyOnWriteArrayList<>();

	final AtomicInteger picks = new AtomicInteger();

	volatile boolean inTurn;

	/** Picks instead, if there is one. */
	volatile @Nullable HashingBalancer balancer;

	/**
	 * Returns a healthy instance at the loopback address.
	 */
	static ServiceInstance instance(String id, int port) {
		return instance(id, port, 1, Health.HEALTHY);
	}

	static ServiceInstance instance(String id, int port, long incarnation, Health health) {
		return new ServiceInstance(InstanceContent.builder(SERVICE.name())
			.id(id)
			.address("127.0.0.1")
			.port(1)
			.meta(Map.of("registry.grpc-port", Integer.toString(port)))
			.build(), health, null, false, incarnation);
	}

	FakeRegistryView with(ServiceInstance... instances) {
		List<ServiceInstance> listed = List.of(instances);
		this.endpoints.update(listed);
		this.snapshot = ServiceSnapshot.of(SERVICE, true, listed, new Cursor("e", 1), true, Instant.EPOCH);
		this.listeners.forEach((listener) -> listener.accept(this.snapshot));
		return this;
	}

	@Override
	public ServiceSnapshot getInstances(String service) {
		return getInstances(new ServiceKey("default", service));
	}

	@Override
	public ServiceSnapshot getInstances(ServiceKey service) {
		this.asked.add(service);
		return service.equals(SERVICE) ? this.snapshot : ServiceSnapshot.unreachable(service);
	}

	@Override
	public List<ServiceKey> services() {
		return List.of(SERVICE);
	}

	@Override
	public Subscription addListener(ServiceKey service, Consumer<ServiceSnapshot> listener) {
		this.listeners.add(listener);
		return () -> this.listeners.remove(listener);
	}

	@Override
	public Endpoint pick(ServiceKey service, PickContext context) {
		HashingBalancer balancer = this.balancer;
		if (balancer != null) {
			return balancer.pick(service, context);
		}
		List<Endpoint> left = new ArrayList<>();
		if (service.equals(SERVICE)) {
			left.addAll(this.endpoints.current().endpoints());
		}
		int all = left.size();
		if (all == 0) {
			throw NoInstanceException.noneRoutable(service, this.snapshot.allInstances());
		}
		left.removeIf(context::excludes);
		if (left.isEmpty()) {
			throw NoInstanceException.noneLeft(service, all);
		}
		this.picks.incrementAndGet();
		return left.get(this.inTurn ? Math.floorMod(this.turn.getAndIncrement(), left.size()) : 0);
	}

	@Override
	public void complete(Endpoint endpoint, Outcome outcome, long durationNanos) {
		HashingBalancer balancer = this.balancer;
		if (balancer != null) {
			balancer.complete(endpoint, outcome, durationNanos);
		}
		this.reports.add(endpoint.key().id() + " " + outcome);
	}

}
