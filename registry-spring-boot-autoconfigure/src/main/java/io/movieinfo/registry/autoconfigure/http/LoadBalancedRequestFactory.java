package io.movieinfo.registry.autoconfigure.http;

import java.io.IOException;
import java.net.URI;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

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

	private final @Nullable MadeOnce<ClientHttpRequestFactory> forServices;

	private final Supplier<LoadBalancing> loadBalancing;

	/**
	 * Creates a factory.
	 * @param delegate creates the requests to other schemes
	 * @param forServices creates the attempts of requests to {@code lb://}, {@code null}
	 * for the delegate
	 * @param loadBalancing asked for with the first request to {@code lb://}
	 */
	LoadBalancedRequestFactory(ClientHttpRequestFactory delegate,
			@Nullable MadeOnce<ClientHttpRequestFactory> forServices, Supplier<LoadBalancing> loadBalancing) {
		super(delegate);
		this.forServices = forServices;
		this.loadBalancing = loadBalancing;
	}

	LoadBalancedRequestFactory(ClientHttpRequestFactory delegate, Supplier<LoadBalancing> loadBalancing) {
		this(delegate, null, loadBalancing);
	}

	@Override
	protected ClientHttpRequest createRequest(URI uri, HttpMethod method, ClientHttpRequestFactory delegate)
			throws IOException {
		if (!ServiceUri.SCHEME.equalsIgnoreCase(uri.getScheme())) {
			return delegate.createRequest(uri, method);
		}
		ClientHttpRequestFactory attempts = (this.forServices != null) ? this.forServices.get() : delegate;
		return new LoadBalancedRequest(ServiceUri.of(uri), method, attempts, this.loadBalancing.get());
	}

	@Override
	public void afterPropertiesSet() throws Exception {
		if (getDelegate() instanceof InitializingBean bean) {
			bean.afterPropertiesSet();
		}
	}

	@Override
	public void destroy() throws Exception {
		MadeOnce.end(getDelegate());
		if (this.forServices != null) {
			this.forServices.destroy();
		}
	}

}
