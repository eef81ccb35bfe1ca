package io.movieinfo.registry.autoconfigure.http;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

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
 * Picks the instances of one service in the order in which they were added, and keeps
 * what is reported.
 */
final class FakeLoadBalancer implements LoadBalancer {

	static final ServiceKey SERVICE = new ServiceKey("default", "user-service");

	private final List<ServiceInstance> instances = new ArrayList<>();

	private final ServiceEndpoints endpoints = new ServiceEndpoints(BalancingStrategy.random());

	final List<String> picked = new CopyOnWriteArrayList<>();

	final List<Report> reports = new CopyOnWriteArrayList<>();

	volatile Runnable onPick = () -> {
	};

	FakeLoadBalancer with(String address, int port) {
		return with(InstanceContent.builder(SERVICE.name()).address(address).port(port));
	}

	FakeLoadBalancer with(InstanceContent.Builder content) {
		content.id(String.valueOf(this.instances.size()));
		this.instances.add(new ServiceInstance(content.build(), Health.HEALTHY, null, false, 1));
		this.endpoints.update(this.instances);
		return this;
	}

	/**
	 * Forgets all instances, and what was seen of them.
	 */
	void clear() {
		this.instances.clear();
		this.endpoints.update(this.instances);
		this.picked.clear();
		this.reports.clear();
	}

	@Override
	public Endpoint pick(ServiceKey service, PickContext context) {
		this.onPick.run();
		if (!SERVICE.equals(service)) {
			throw NoInstanceException.serviceUnknown(service);
		}
		for (Endpoint endpoint : this.endpoints.current().endpoints()) {
			if (!context.excludes(endpoint)) {
				this.picked.add(endpoint.instance().id());
				return endpoint;
			}
		}
		throw NoInstanceException.noneLeft(service, this.instances.size());
	}

	@Override
	public void complete(Endpoint endpoint, Outcome outcome, long durationNanos) {
		this.reports.add(new Report(endpoint.instance().id(), outcome, durationNanos));
	}

	List<Outcome> outcomes() {
		return this.reports.stream().map(Report::outcome).toList();
	}

	record Report(String id, Outcome outcome, long durationNanos) {

	}

}
