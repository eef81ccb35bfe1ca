package io.movieinfo.registry.server.app.actuate;

import java.util.function.ToDoubleFunction;
import java.util.function.ToIntFunction;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.movieinfo.registry.protocol.Health;
import io.movieinfo.registry.protocol.ServiceKey;
import io.movieinfo.registry.server.Registry;
import io.movieinfo.registry.server.ServiceSet;

import org.springframework.stereotype.Component;

/**
 * What is registered, over all namespaces, as gauges.
 */
@Component
final class PopulationMetrics implements MeterBinder {

	private static final String PREFIX = "service.discovery.";

	private final Registry registry;

	PopulationMetrics(Registry registry) {
		this.registry = registry;
	}

	@Override
	public void bindTo(MeterRegistry meters) {
		gauge("registered.services", "Services that have an instance",
				(registry) -> services(registry, ServiceSet.Entry::listed))
			.register(meters);
		gauge("healthy.services", "Services that have an instance that callers may be sent to",
				(registry) -> services(registry, ServiceSet.Entry::routable))
			.register(meters);
		for (Health health : Health.values()) {
			gauge("instances", "Listed instances, by their health", (registry) -> instances(registry, health))
				.tag("health", health.wireName())
				.register(meters);
		}
	}

	private Gauge.Builder<Registry> gauge(String name, String description, ToDoubleFunction<Registry> value) {
		return Gauge.builder(PREFIX + name, this.registry, value).description(description).strongReference(true);
	}

	/**
	 * Counts the services with an instance of a kind.
	 */
	private static long services(Registry registry, ToIntFunction<ServiceSet.Entry> instances) {
		return registry.namespaces()
			.keySet()
			.stream()
			.flatMap((namespace) -> registry.services(namespace).services().stream())
			.filter((service) -> instances.applyAsInt(service) > 0)
			.count();
	}

	private static long instances(Registry registry, Health health) {
		return registry.namespaces()
			.keySet()
			.stream()
			.flatMap((namespace) -> registry.services(namespace)
				.services()
				.stream()
				.map((service) -> new ServiceKey(namespace, service.name())))
			.flatMap((service) -> registry.snapshot(service).instances().stream())
			.filter((instance) -> instance.health() == health)
			.count();
	}

}
