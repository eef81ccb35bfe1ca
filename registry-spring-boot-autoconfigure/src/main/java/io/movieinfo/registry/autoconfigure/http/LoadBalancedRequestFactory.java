package io.movieinfo.registry.autoconfigure.http;

import java.io.IOException;
import java.net.URI;
import java.util.function.Supplier;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.http.HttpMethod;
import org.springframework.http.client.AbstractClientHttpRequestFactoryWrapper;
import org.springframework.http.client.ClientHttpRequest;
import org.springframework.http.client.ClientHttpRequestFactory;

/**
 * Creates requests to {@code lb://} itself, and has its delegate create all others.
 */
final class LoadBalancedRequestFactory extends AbstractClientHttpRequestFactoryWrapper
		implements InitializingBean, DisposableBean {

	private final Supplier<LoadBalancing> loadBalancing;

	LoadBalancedRequestFactory(ClientHttpRequestFactory delegate, Supplier<LoadBalancing> loadBalancing) {
		super(delegate);
		this.loadBalancing = loadBalancing;
	}

	@Override
	protected ClientHttpRequest createRequest(URI uri, HttpMethod method, ClientHttpRequestFactory delegate)
			throws IOException {
		if (!ServiceUri.SCHEME.equalsIgnoreCase(uri.getScheme())) {
			return delegate.createRequest(uri, method);
		}
		return new LoadBalancedRequest(ServiceUri.of(uri), method, delegate, this.loadBalancing.get());
	}

	@Override
	public void afterPropertiesSet() throws Exception {
		if (getDelegate() instanceof InitializingBean bean) {
			bean.afterPropertiesSet();
		}
	}

	@Override
	public void destroy() throws Exception {
		if (getDelegate() instanceof DisposableBean bean) {
			bean.destroy();
		}
	}

}
