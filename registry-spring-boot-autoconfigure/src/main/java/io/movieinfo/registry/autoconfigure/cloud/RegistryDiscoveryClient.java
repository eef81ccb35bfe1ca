package io.movieinfo.registry.autoconfigure.cloud;

import java.util.List;

import io.movieinfo.registry.client.discovery.DiscoveryClient;
import io.movieinfo.registry.protocol.InvalidFieldException;
import io.movieinfo.registry.protocol.ServiceKey;

import org.springframework.cloud.client.ServiceInstance;

/**
 * Spring Cloud's view of the registry: the instances that may be called, as of now, read
 * from the local view. Asked before other discovery clients of the usual order.
 * <p>
 * Only the first look-up of a service waits, for at most
 * {@code registry.client.discovery.initial-wait}, and the first one after the name of an
 * unknown service was forgotten; nothing else does any I/O, so that health indicators
 * that ask never hang on the registry. Spring Cloud knows lists only: an unknown service,
 * one without a routable instance and a registry that was never reached are all empty
 * here; the registry's own {@link DiscoveryClient} tells them apart.
 */
final class RegistryDiscoveryClient implements org.springframework.cloud.client.discovery.DiscoveryClient {

	/** Before the default, where a list in the configuration is. */
	static final int ORDER = DEFAULT_ORDER - 1;

	private final DiscoveryClient registry;

	private final String namespace;

	RegistryDiscoveryClient(DiscoveryClient registry, String namespace) {
		this.registry = registry;
		this.namespace = namespace;
	}

	@Override
	public String description() {
		return "Service registry, namespace " + this.namespace;
	}

	/**
	 * Returns the routable instances.
	 * @param serviceId the service's name; what can be no service's name has no instances
	 */
	@Override
	public List<ServiceInstance> getInstances(String serviceId) {
		try {
			return RegistryServiceInstance
				.routable(this.registry.getInstances(new ServiceKey(this.namespace, serviceId)));
		}
		catch (InvalidFieldException ex) {
			// perhaps another discovery client's
			return List.of();
		}
	}

	/**
	 * Returns the names of the services that this application has called or looked up
	 * since it started. The registry is not asked which others there are: who needs all
	 * services, as Spring Cloud Gateway's discovery locator does, has to name them.
	 */
	@Override
	public List<String> getServices() {
		return this.registry.services()
			.stream()
			.filter((service) -> service.namespace().equals(this.namespace))
			.map(ServiceKey::name)
			.toList();
	}

	@Override
	public int getOrder() {
		return ORDER;
	}

}
