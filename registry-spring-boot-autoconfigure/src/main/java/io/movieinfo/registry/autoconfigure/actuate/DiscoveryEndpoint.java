package io.movieinfo.registry.autoconfigure.actuate;

import java.util.List;
import java.util.stream.Stream;

import io.movieinfo.registry.balancer.LoadBalancer;
import io.movieinfo.registry.balancer.ServiceExplanation;
import io.movieinfo.registry.client.discovery.DiscoveryStatistics;
import io.movieinfo.registry.client.discovery.ServiceSnapshot.Status;
import io.movieinfo.registry.client.discovery.ServiceStatistics;
import io.movieinfo.registry.protocol.InvalidFieldException;
import io.movieinfo.registry.protocol.ServiceKey;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;

/**
 * Shows what the application knows of the services that it calls, and why each instance
 * is or is not picked. Asking begins nothing: of a service that the application has not
 * asked for there is nothing to show.
 */
@Endpoint(id = "discovery")
final class DiscoveryEndpoint {

	/** Most instances of each service, where all services are shown. */
	static final int INSTANCES_OF_EACH = 20;

	/** Most services that are not known; callers can ask for any number of names. */
	static final int NOT_KNOWN = 100;

	private final DiscoveryStatistics statistics;

	private final LoadBalancer loadBalancer;

	private final String namespace;

	/**
	 * Creates the endpoint.
	 * @param namespace where services are that are asked for by name alone
	 */
	DiscoveryEndpoint(DiscoveryStatistics statistics, LoadBalancer loadBalancer, String namespace) {
		this.statistics = statistics;
		this.loadBalancer = loadBalancer;
		this.namespace = namespace;
	}

	@ReadOperation
	public Services services() {
		List<ServiceStatistics> all = this.statistics.services();
		List<ServiceDescriptor> shown = Stream
			.concat(all.stream().filter(DiscoveryEndpoint::isKnown),
					all.stream().filter((service) -> !isKnown(service)).limit(NOT_KNOWN))
			.map((service) -> describe(service, INSTANCES_OF_EACH))
			.toList();
		return new Services(shown, all.size() - shown.size());
	}

	/**
	 * Shows one service in full.
	 * @param service its name, or its namespace and name, as in {@code staging:users}
	 * @return {@code null} if the application does not use it
	 */
	@ReadOperation
	public @Nullable ServiceDescriptor service(@Selector String service) {
		ServiceKey key = key(service);
		ServiceStatistics found = (key != null) ? this.statistics.service(key) : null;
		return (found != null) ? describe(found, ServiceExplanation.MAX_INSTANCES) : null;
	}

	private ServiceDescriptor describe(ServiceStatistics service, int most) {
		return ServiceDescriptor.of(service, this.loadBalancer.explain(service.key()), most);
	}

	private @Nullable ServiceKey key(String service) {
		int colon = service.indexOf(':');
		try {
			return (colon < 0) ? new ServiceKey(this.namespace, service)
					: new ServiceKey(service.substring(0, colon), service.substring(colon + 1));
		}
		catch (InvalidFieldException ex) {
			return null;
		}
	}

	private static boolean isKnown(ServiceStatistics service) {
		return service.snapshot().status() == Status.LISTED;
	}

	/**
	 * The services that the application has asked for.
	 *
	 * @param services those that are known, then those that are not
	 * @param omitted how many that are not known were left out
	 */
	record Services(List<ServiceDescriptor> services, int omitted) {

	}

}
