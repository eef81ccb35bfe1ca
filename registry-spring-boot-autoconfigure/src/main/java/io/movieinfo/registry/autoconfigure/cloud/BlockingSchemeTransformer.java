package io.movieinfo.registry.autoconfigure.cloud;

import java.net.URI;

import org.jspecify.annotations.Nullable;

import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.loadbalancer.LoadBalancerRequestTransformer;
import org.springframework.http.HttpRequest;
import org.springframework.http.client.support.HttpRequestWrapper;

/**
 * Lets {@code @LoadBalanced} {@code RestClient} and {@code RestTemplate} call
 * {@code lb://<service>/…} as they call {@code http://<service>/…}.
 */
final class BlockingSchemeTransformer implements LoadBalancerRequestTransformer {

	@Override
	public HttpRequest transformRequest(HttpRequest request, @Nullable ServiceInstance instance) {
		URI uri = (instance != null) ? ServiceScheme.replaced(request.getURI(), instance) : null;
		return (uri != null) ? new AtInstance(request, uri) : request;
	}

	private static final class AtInstance extends HttpRequestWrapper {

		private final URI uri;

		AtInstance(HttpRequest request, URI uri) {
			super(request);
			this.uri = uri;
		}

		@Override
		public URI getURI() {
			return this.uri;
		}

	}

}
