package io.movieinfo.registry.client.discovery.cache;

import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;

import io.movieinfo.registry.protocol.Cause;
import io.movieinfo.registry.protocol.Cursor;
import io.movieinfo.registry.protocol.Health;
import io.movieinfo.registry.protocol.InstanceContent;
import io.movieinfo.registry.protocol.ServiceInstance;
import io.movieinfo.registry.protocol.ServiceKey;

/**
 * Lists to keep.
 */
final class Lists {

	static final ServiceKey MOVIES = new ServiceKey("default", "movie-service");

	static final Instant AS_OF = Instant.parse("2026-11-22T20:00:00.123Z");

	private Lists() {
	}

	/**
	 * Returns a list in which all instances have the list's revision as incarnation, so
	 * that one that is put together from two is found out.
	 */
	static KeptList list(ServiceKey service, long revision, int size) {
		List<ServiceInstance> instances = IntStream.range(0, size)
			.mapToObj((number) -> instance(service, "id-" + number, revision))
			.toList();
		return new KeptList(service, new Cursor("a", revision), AS_OF, instances);
	}

	static ServiceInstance instance(ServiceKey service, String id, long incarnation) {
		return new ServiceInstance(InstanceContent.builder(service.name())
			.namespace(service.namespace())
			.id(id)
			.address("10.0.0.1")
			.port(80)
			.build(), Health.HEALTHY, null, false, incarnation);
	}

	static ServiceInstance notRoutable(ServiceKey service, String id) {
		ServiceInstance instance = instance(service, id, 7);
		return new ServiceInstance(instance.content(), Health.UNHEALTHY, Cause.LEASE, true, 7);
	}

}
