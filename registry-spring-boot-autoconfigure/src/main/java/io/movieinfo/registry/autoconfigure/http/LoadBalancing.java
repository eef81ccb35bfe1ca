package io.movieinfo.registry.autoconfigure.http;

import java.io.IOException;
import java.util.Collection;

import io.movieinfo.registry.balancer.Endpoint;
import io.movieinfo.registry.balancer.LoadBalancer;
import io.movieinfo.registry.balancer.NoInstanceException;
import io.movieinfo.registry.balancer.PickContext;
import io.movieinfo.registry.protocol.ServiceKey;

/**
 * What requests to {@code lb://} share.
 *
 * @param loadBalancer picks the instances
 * @param namespace where services are looked up
 * @param attempts most instances that are tried for one request
 */
record LoadBalancing(LoadBalancer loadBalancer, String namespace, int attempts) {

	/**
	 * Picks an instance for one attempt.
	 * @param service the service's name
	 * @param tried the endpoints of the attempts before
	 * @return the call, whose outcome is to be reported
	 * @throws IOException if there is none, caused by a {@link NoInstanceException} and
	 * with its message: HTTP clients turn it into the exception that they use for
	 * services that cannot be reached
	 */
	PickedCall pick(String service, Collection<Endpoint> tried) throws IOException {
		long start = System.nanoTime();
		try {
			Endpoint endpoint = this.loadBalancer.pick(new ServiceKey(this.namespace, service),
					PickContext.excluding(tried));
			return new PickedCall(this.loadBalancer, endpoint, start);
		}
		catch (NoInstanceException ex) {
			throw new IOException(ex.getMessage(), ex);
		}
	}

}
