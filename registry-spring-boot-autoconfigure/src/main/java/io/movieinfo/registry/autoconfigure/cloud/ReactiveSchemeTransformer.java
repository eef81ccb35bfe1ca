package io.movieinfo.registry.autoconfigure.cloud;

import java.net.URI;

import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.loadbalancer.reactive.LoadBalancerClientRequestTransformer;
import org.springframework.web.reactive.function.client.ClientRequest;

/**
 * Lets {@code @LoadBalanced} {@code WebClient} call {@code lb://<service>/…} as it calls
 * {@code http://<service>/…}.
 */
final class ReactiveSchemeTransformer implements LoadBalancerClientRequestTransformer {

	@Override
	public ClientRequest transformRequest(ClientRequest request, ServiceInstance instance) {
		URI uri = ServiceScheme.replaced(request.url(), instance);
		return (uri != null) ? ClientRequest.from(request).url(uri).build() : request;
	}

}
