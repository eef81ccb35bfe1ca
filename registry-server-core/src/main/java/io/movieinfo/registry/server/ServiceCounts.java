package io.movieinfo.registry.server;

import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

import io.movieinfo.registry.protocol.Cause;
import io.movieinfo.registry.protocol.Health;
import io.movieinfo.registry.protocol.ServiceInstance;

/**
 * How many instances of a service, or of several, are how. One may be counted in several
 * ways. Immutable.
 *
 * @param listed all of them
 * @param routable those that callers may be sent to
 * @param unhealthy those that are unhealthy, by cause; without the causes that nobody has
 * @param unknown those of whose health nothing is known
 * @param draining those that are leaving
 * @param disabled those that are not offered, by themselves or by an operator
 */
public record ServiceCounts(int listed, int routable, Map<Cause, Integer> unhealthy, int unknown, int draining,
		int disabled) {

	static final ServiceCounts NONE = new ServiceCounts(0, 0, Map.of(), 0, 0, 0);

	public ServiceCounts {
		unhealthy = Collections
			.unmodifiableMap(unhealthy.isEmpty() ? new EnumMap<>(Cause.class) : new EnumMap<>(unhealthy));
	}

	static ServiceCounts of(Collection<ServiceInstance> instances) {
		Map<Cause, Integer> unhealthy = new EnumMap<>(Cause.class);
		int routable = 0;
		int unknown = 0;
		int draining = 0;
		int disabled = 0;
		for (ServiceInstance instance : instances) {
			routable += instance.routable() ? 1 : 0;
			unknown += (instance.health() == Health.UNKNOWN) ? 1 : 0;
			draining += instance.draining() ? 1 : 0;
			disabled += instance.enabled() ? 0 : 1;
			Cause cause = instance.cause();
			if (instance.health() == Health.UNHEALTHY && cause != null) {
				unhealthy.merge(cause, 1, Integer::sum);
			}
		}
		return new ServiceCounts(instances.size(), routable, unhealthy, unknown, draining, disabled);
	}

	/**
	 * How many are unhealthy, whatever the cause.
	 */
	public int allUnhealthy() {
		return this.unhealthy.values().stream().mapToInt(Integer::intValue).sum();
	}

	ServiceCounts plus(ServiceCounts other) {
		Map<Cause, Integer> unhealthy = new EnumMap<>(Cause.class);
		unhealthy.putAll(this.unhealthy);
		other.unhealthy.forEach((cause, count) -> unhealthy.merge(cause, count, Integer::sum));
		return new ServiceCounts(this.listed + other.listed, this.routable + other.routable, unhealthy,
				this.unknown + other.unknown, this.draining + other.draining, this.disabled + other.disabled);
	}

}
