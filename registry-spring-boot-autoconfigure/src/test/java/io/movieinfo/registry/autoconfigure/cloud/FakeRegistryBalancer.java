package io.movieinfo.registry.autoconfigure.cloud;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.Schedulers;

/**
 * Picks of each service the first instance that is not excluded, and keeps what is
 * reported. Knows no other service.
 */
final class FakeRegistryBalancer implements LoadBalancer {

	private final Map<String, Known> services = new HashMap<>();

	final List<String> picked = new CopyOnWriteArrayList<>();

	final List<Outcome> outcomes = new CopyOnWriteArrayList<>();

	final List<Long> durations = new CopyOnWriteArrayList<>();

	/** Whether the picking threads were such as must not wait. */
	final List<Boolean> onEventLoop = new CopyOnWriteArrayList<>();

	boolean reachable = true;

	/** What every pick fails with, if anything. */
	@Nullable RuntimeException failure;

	/**
	 * Adds a service without instances.
	 */
	FakeRegistryBalancer withService(String service) {
		this.services.put(service, new Known());
		return this;
	}

	FakeRegistryBalancer with(String service, int port) {
		this.services.computeIfAbsent(service, (name) -> new Known()).add(service, port);
		return this;
	}

	@Override
	public Endpoint pick(ServiceKey service, PickContext context) {
		this.onEventLoop.add(Schedulers.isInNonBlockingThread());
		if (this.failure != null) {
			throw this.failure;
		}
		if (!this.reachable) {
			throw NoInstanceException.registryUnreachable(service, "nobody there");
		}
		Known known = this.services.get(service.name());
		if (known == null) {
			throw NoInstanceException.serviceUnknown(service);
		}
		for (Endpoint endpoint : known.endpoints.current().endpoints()) {
			if (!context.excludes(endpoint)) {
				this.picked.add(endpoint.instance().id());
				return endpoint;
			}
		}
		throw context.excludesAny() ? NoInstanceException.noneLeft(service, known.endpoints.current().size())
				: NoInstanceException.noneRoutable(service, List.of());
	}

	@Override
	public void complete(Endpoint endpoint, Outcome outcome, long durationNanos) {
		this.durations.add(durationNanos);
		this.outcomes.add(outcome);
	}

	private static final class Known {

		private final List<ServiceInstance> instances = new ArrayList<>();

		private final ServiceEndpoints endpoints = new ServiceEndpoints(BalancingStrategy.random());

		void add(String service, int port) {
			int number = this.instances.size();
			InstanceContent content = InstanceContent.builder(service)
				.id(service + "-" + number)
				.address("127.0.0.1")
				.port(port)
				.build();
			this.instances.add(new ServiceInstance(content, Health.HEALTHY, null, false, number));
			this.endpoints.update(this.instances);
		}

	}

}
