package io.movieinfo.registry.balancer;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.movieinfo.registry.protocol.Cause;
import io.movieinfo.registry.protocol.Health;
import io.movieinfo.registry.protocol.InstanceContent;
import io.movieinfo.registry.protocol.ServiceInstance;
import io.movieinfo.registry.protocol.ServiceKey;

/**
 * Instances to pick from.
 */
final class Instances {

	static final ServiceKey SERVICE = new ServiceKey("default", "movie-service");

	private Instances() {
	}

	static InstanceContent.Builder content(int number) {
		return InstanceContent.builder(SERVICE.name()).id("movie-" + number).address("10.0.0.1").port(8000 + number);
	}

	static ServiceInstance healthy(int number) {
		return new ServiceInstance(content(number).build(), Health.HEALTHY, null, false, number);
	}

	static ServiceInstance weighing(int number, int weight) {
		return new ServiceInstance(content(number).weight(weight).build(), Health.HEALTHY, null, false, number);
	}

	static ServiceInstance ill(int number, Cause cause) {
		return new ServiceInstance(content(number).build(), Health.UNHEALTHY, cause, false, number);
	}

	static ServiceInstance draining(int number) {
		return new ServiceInstance(content(number).build(), Health.HEALTHY, null, true, number);
	}

	static ServiceInstance inZone(int number, String zone) {
		return new ServiceInstance(content(number).zone(zone).build(), Health.HEALTHY, null, false, number);
	}

	/**
	 * Sorts by id, as instances are listed.
	 */
	static List<ServiceInstance> list(ServiceInstance... instances) {
		return Stream.of(instances).sorted(Comparator.comparing(ServiceInstance::id)).toList();
	}

	static List<ServiceInstance> healthyUpTo(int last) {
		return IntStream.rangeClosed(1, last).mapToObj(Instances::healthy).toList();
	}

	static EndpointSet endpoints(int last) {
		return new EndpointSet(1, healthyUpTo(last).stream().map(Endpoint::new).toList());
	}

}
