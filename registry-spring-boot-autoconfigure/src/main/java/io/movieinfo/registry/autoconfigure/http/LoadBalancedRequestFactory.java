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

	private final @Nullable MadeOnce<ClientHttpRequestFactory> withoutRedirects;

	private final Supplier<LoadBalancing> loadBalancing;

	/**
	 * Creates a factory.
	 * @param delegate creates the requests to other schemes
	 * @param forServices creates the attempts of idempotent requests to {@code lb://},
	 * {@code null} for the delegate
	 * @param withoutRedirects creates those of all others, {@code null} for the delegate
	 * @param loadBalancing asked for with the first request to {@code lb://}
	 */
	LoadBalancedRequestFactory(ClientHttpRequestFactory delegate,
			@Nullable MadeOnce<ClientHttpRequestFactory> forServices,
			@Nullable MadeOnce<ClientHttpRequestFactory> withoutRedirects, Supplier<LoadBalancing> loadBalancing) {
		super(delegate);
		this.forServices = forServices;
		this.withoutRedirects = withoutRedirects;
		this.loadBalancing = loadBalancing;
	}

	LoadBalancedRequestFactory(ClientHttpRequestFactory delegate, Supplier<LoadBalancing> loadBalancing) {
		this(delegate, null, null, loadBalancing);
	}

	@Override
	protected ClientHttpRequest createRequest(URI uri, HttpMethod method, ClientHttpRequestFactory delegate)
			throws IOException {
		if (!ServiceUri.SCHEME.equalsIgnoreCase(uri.getScheme())) {
			return delegate.createRequest(uri, method);
		}
		MadeOnce<ClientHttpRequestFactory> attempts = Attempts.isIdempotent(method) ? this.forServices
				: this.withoutRedirects;
		return new LoadBalancedRequest(ServiceUri.of(uri), method, (attempts != null) ? attempts.get() : delegate,
				this.loadBalancing.get());
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
		if (this.withoutRedirects != null) {
			this.withoutRedirects.destroy();
		}
	}

}
