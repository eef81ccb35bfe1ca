package io.movieinfo.registry.autoconfigure.actuate;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.movieinfo.registry.balancer.InstanceExplanation;
import io.movieinfo.registry.balancer.ServiceExplanation;
import io.movieinfo.registry.client.discovery.ServiceSnapshot;
import io.movieinfo.registry.client.discovery.ServiceSnapshot.Source;
import io.movieinfo.registry.client.discovery.ServiceStatistics;
import io.movieinfo.registry.protocol.Cause;
import io.movieinfo.registry.protocol.Cursor;
import io.movieinfo.registry.protocol.ServiceInstance;
import org.jspecify.annotations.Nullable;

/**
 * What the application knows of a service that it calls, as it is shown to people.
 *
 * @param namespace the service's namespace
 * @param service its name
 * @param status whether the registry knows it, or has not answered yet
 * @param source who says so: {@code live} (the registry, in the present session),
 * {@code last-known} (the registry, before the session was lost), {@code disk} (an
 * earlier process) or {@code none}
 * @param cursor how far into the registry's history this reaches
 * @param revision the same as a number of that history
 * @param complete whether instances that are not listed are known to be gone
 * @param asOf when the registry last told of a change
 * @param ageMillis how old all this may be, 0 while it is live
 * @param refusal why the registry refuses to tell of the service
 * @param listed how many instances are listed
 * @param routable how many of them are routable
 * @param pickable how many of them may be picked
 * @param balancer how they are picked
 * @param instances the listed instances in the order of their ids, perhaps not all
 */
record ServiceDescriptor(String namespace, String service, String status, String source, @Nullable String cursor,
		@Nullable Long revision, boolean complete, @Nullable Instant asOf, @Nullable Long ageMillis,
		@Nullable String refusal, int listed, int routable, int pickable, Balancer balancer, List<Instance> instances) {

	static ServiceDescriptor of(ServiceStatistics service, ServiceExplanation explanation, int most) {
		ServiceSnapshot snapshot = service.snapshot();
		Cursor cursor = snapshot.cursor();
		Duration age = service.age();
		Map<String, InstanceExplanation> explained = explanation.instances()
			.stream()
			.collect(Collectors.toMap(InstanceExplanation::id, Function.identity()));
		List<Instance> instances = snapshot.allInstances()
			.stream()
			.limit(most)
			.map((instance) -> Instance.of(instance, explained.get(instance.id())))
			.toList();
		return new ServiceDescriptor(service.key().namespace(), service.key().name(),
				RegistryDescriptor.lowerCase(snapshot.status()), source(service, snapshot),
				(cursor != null) ? cursor.toString() : null, (cursor != null) ? cursor.revision() : null,
				snapshot.complete(), snapshot.asOf(), (age != null) ? age.toMillis() : null, service.refusal(),
				snapshot.allInstances().size(), snapshot.instances().size(), service.pickableInstances(),
				new Balancer(explanation.strategy(), explanation.wanted(), explanation.summary()), instances);
	}

	private static String source(ServiceStatistics service, ServiceSnapshot snapshot) {
		if (snapshot.asOf() == null) {
			return "none";
		}
		if (snapshot.source() == Source.DISK) {
			return "disk";
		}
		return service.live() ? "live" : "last-known";
	}

	/**
	 * How instances are picked.
	 *
	 * @param strategy the name of the strategy
	 * @param wanted what instances must have to be picked
	 * @param summary all in one sentence
	 */
	record Balancer(String strategy, String wanted, String summary) {

	}

	/**
	 * One instance, and why it is or is not picked.
	 *
	 * @param id its id
	 * @param address where it is
	 * @param port its port
	 * @param secure whether it wants TLS
	 * @param zone where it runs
	 * @param weight its weight
	 * @param tags its tags
	 * @param meta its meta
	 * @param health its health
	 * @param cause why it is not healthy
	 * @param enabled whether it is offered to callers at all
	 * @param draining whether it is leaving
	 * @param incarnation its start
	 * @param state what it is to the balancer
	 * @param why the same in words
	 * @param effectiveWeight what its share goes by
	 * @param latencyMillis about how long it took to answer lately
	 * @param inFlight its requests of this process that are not complete
	 */
	record Instance(String id, String address, int port, boolean secure, @Nullable String zone, int weight,
			List<String> tags, Map<String, String> meta, String health, @Nullable String cause, boolean enabled,
			boolean draining, long incarnation, @Nullable String state, @Nullable String why,
			@Nullable Double effectiveWeight, @Nullable Double latencyMillis, @Nullable Integer inFlight) {

		static Instance of(ServiceInstance instance, @Nullable InstanceExplanation explained) {
			Cause cause = instance.cause();
			return new Instance(instance.id(), instance.address(), instance.port(), instance.secure(), instance.zone(),
					instance.weight(), instance.tags(), instance.meta(), instance.health().wireName(),
					(cause != null) ? cause.wireName() : null, instance.enabled(), instance.draining(),
					instance.incarnation(),
					(explained != null) ? RegistryDescriptor.lowerCase(explained.state()) : null,
					(explained != null) ? explained.why() : null,
					(explained != null) ? Double.valueOf(explained.effectiveWeight()) : null,
					(explained != null) ? millis(explained.latency()) : null,
					(explained != null) ? Integer.valueOf(explained.inFlight()) : null);
		}

		private static @Nullable Double millis(@Nullable Duration latency) {
			return (latency != null) ? Double.valueOf(latency.toNanos() / 1_000_000.0) : null;
		}

	}

}
