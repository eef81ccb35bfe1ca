package io.movieinfo.registry.autoconfigure.grpc;

import io.grpc.Attributes;
import io.movieinfo.registry.balancer.LoadBalancer;
import io.movieinfo.registry.protocol.ServiceKey;

/**
 * Who picks for which service, as a channel's resolver tells its balancing policy.
 *
 * @param loadBalancer picks the instances; never blocks for this service any more
 * @param service the service
 */
record ServicePicks(LoadBalancer loadBalancer, ServiceKey service) {

	static final Attributes.Key<ServicePicks> KEY = Attributes.Key
		.create("io.movieinfo.registry.autoconfigure.grpc.picks");

}
