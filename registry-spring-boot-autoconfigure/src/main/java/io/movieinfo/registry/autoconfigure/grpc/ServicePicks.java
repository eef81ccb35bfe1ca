package io.movieinfo.registry.autoconfigure.grpc;

import java.util.List;

import io.grpc.Attributes;
import io.grpc.Metadata;
import io.movieinfo.registry.autoconfigure.HashHeaders;
import io.movieinfo.registry.balancer.Endpoint;
import io.movieinfo.registry.balancer.LoadBalancer;
import io.movieinfo.registry.balancer.PickContext;
import io.movieinfo.registry.protocol.ServiceKey;
import org.jspecify.annotations.Nullable;

/**
 * Who picks for which service, as a channel's resolver tells its balancing policy.
 *
 * @param loadBalancer picks the instances; never blocks for this service any more
 * @param service the service
 * @param hashHeader the metadata that is an RPC's key, {@code null} if there is none
 */
record ServicePicks(LoadBalancer loadBalancer, ServiceKey service, Metadata.@Nullable Key<String> hashHeader) {

	static final Attributes.Key<ServicePicks> KEY = Attributes.Key
		.create("io.movieinfo.registry.autoconfigure.grpc.picks");

	static ServicePicks of(ChannelRegistry registry, ServiceKey service) {
		String hashHeader = registry.hashHeaders().header(service);
		return new ServicePicks(registry.loadBalancer(), service,
				(hashHeader != null) ? Metadata.Key.of(hashHeader, Metadata.ASCII_STRING_MARSHALLER) : null);
	}

	/**
	 * Returns what the pick for an RPC has to mind.
	 * @param passedOver what was picked for it, but is not connected
	 * @param headers the RPC's metadata, as far as it is known: credentials are added
	 * later
	 */
	PickContext context(List<Endpoint> passedOver, Metadata headers) {
		PickContext context = PickContext.excluding(passedOver);
		return (this.hashHeader != null) ? HashHeaders.withKey(context, headers.get(this.hashHeader)) : context;
	}

}
