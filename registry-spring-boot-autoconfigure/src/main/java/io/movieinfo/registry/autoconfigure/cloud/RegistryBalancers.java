package io.movieinfo.registry.autoconfigure.cloud;

import io.movieinfo.registry.autoconfigure.HashHeaders;
import io.movieinfo.registry.balancer.LoadBalancer;
import io.movieinfo.registry.protocol.ServiceKey;

import org.springframework.cloud.loadbalancer.core.ReactorServiceInstanceLoadBalancer;
import org.springframework.cloud.loadbalancer.core.RoundRobinLoadBalancer;
import org.springframework.cloud.loadbalancer.core.ServiceInstanceListSupplier;
import org.springframework.cloud.loadbalancer.support.LoadBalancerClientFactory;

/**
 * Makes the balancers of single services.
 */
final class RegistryBalancers {

	private final LoadBalancer loadBalancer;

	private final String namespace;

	private final HashHeaders hashHeaders;

	private final LoadBalancerClientFactory clientFactory;

	RegistryBalancers(LoadBalancer loadBalancer, String namespace, HashHeaders hashHeaders,
			LoadBalancerClientFactory clientFactory) {
		this.loadBalancer = loadBalancer;
		this.namespace = namespace;
		this.hashHeaders = hashHeaders;
		this.clientFactory = clientFactory;
	}

	/**
	 * Returns a balancer that takes the place of Spring Cloud's own one for a service,
	 * and leaves to it what the registry does not know.
	 * @param avoidsPrevious whether a further attempt goes elsewhere if it can
	 */
	RegistryLoadBalancer balancer(String service, boolean avoidsPrevious) {
		ReactorServiceInstanceLoadBalancer others = new RoundRobinLoadBalancer(
				this.clientFactory.getLazyProvider(service, ServiceInstanceListSupplier.class), service);
		ServiceKey key = new ServiceKey(this.namespace, service);
		return new RegistryLoadBalancer(key, this.loadBalancer, others, avoidsPrevious, this.hashHeaders.header(key));
	}

}
