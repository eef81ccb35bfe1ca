package io.movieinfo.registry.autoconfigure.cloud;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.movieinfo.registry.balancer.Endpoint;
import io.movieinfo.registry.client.discovery.ServiceSnapshot;
import org.jspecify.annotations.Nullable;

import org.springframework.cloud.client.ServiceInstance;

/**
 * An instance of the registry as Spring Cloud sees it; the only class that sees both
 * kinds. Two of them are equal if service and id are, whatever else has changed, because
 * Spring Cloud compares attempts and keeps counts by them.
 */
abstract class RegistryServiceInstance implements ServiceInstance {

	private final io.movieinfo.registry.protocol.ServiceInstance instance;

	RegistryServiceInstance(Endpoint endpoint) {
		this(endpoint.instance());
	}

	private RegistryServiceInstance(io.movieinfo.registry.protocol.ServiceInstance instance) {
		this.instance = instance;
	}

	/**
	 * Returns the routable instances of a snapshot, in its order.
	 */
	static List<ServiceInstance> routable(ServiceSnapshot snapshot) {
		return snapshot.instances().stream().<ServiceInstance>map(Listed::new).toList();
	}

	@Override
	public String getInstanceId() {
		return this.instance.id();
	}

	@Override
	public String getServiceId() {
		return this.instance.name();
	}

	/**
	 * Returns the address as it is written in URIs, with brackets if it is one of IPv6.
	 */
	@Override
	public String getHost() {
		String address = this.instance.address();
		return (address.indexOf(':') >= 0) ? "[" + address + "]" : address;
	}

	@Override
	public int getPort() {
		return this.instance.port();
	}

	@Override
	public boolean isSecure() {
		return this.instance.secure();
	}

	@Override
	public URI getUri() {
		return ServiceInstance.createUri(this);
	}

	/**
	 * Returns {@code null}: the scheme is the request's own, such as {@code ws}, in its
	 * secure form if the instance is {@link #isSecure() secure}.
	 */
	@Override
	public @Nullable String getScheme() {
		return null;
	}

	/**
	 * Returns the instance's own pairs, and its zone and weight under the names that
	 * Spring Cloud has for them, unless a pair has that name already.
	 */
	@Override
	public Map<String, String> getMetadata() {
		Map<String, String> metadata = new LinkedHashMap<>(this.instance.meta());
		String zone = this.instance.zone();
		if (zone != null) {
			metadata.putIfAbsent("zone", zone);
		}
		metadata.putIfAbsent("weight", String.valueOf(this.instance.weight()));
		return metadata;
	}

	@Override
	public final boolean equals(@Nullable Object other) {
		return this == other || (other instanceof RegistryServiceInstance that
				&& this.instance.id().equals(that.instance.id()) && this.instance.name().equals(that.instance.name())
				&& this.instance.namespace().equals(that.instance.namespace()));
	}

	@Override
	public final int hashCode() {
		return this.instance.id().hashCode();
	}

	@Override
	public String toString() {
		return this.instance.key() + " at " + getUri();
	}

	/**
	 * One of a list, for whoever balances by himself.
	 */
	private static final class Listed extends RegistryServiceInstance {

		Listed(io.movieinfo.registry.protocol.ServiceInstance instance) {
			super(instance);
		}

	}

}
