package io.movieinfo.registry.autoconfigure.http;

import java.net.URI;
import java.util.function.Function;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.context.Phased;
import org.springframework.context.SmartLifecycle;
import org.springframework.http.HttpMethod;
import org.springframework.http.client.reactive.ClientHttpConnector;
import org.springframework.http.client.reactive.ClientHttpRequest;
import org.springframework.http.client.reactive.ClientHttpResponse;

/**
 * Sends requests to {@code lb://} itself, and has its delegate send all others. Passes on
 * what becomes of it as a bean.
 */
final class LoadBalancedConnector implements ClientHttpConnector, SmartLifecycle, InitializingBean, DisposableBean {

	private final ClientHttpConnector delegate;

	private final @Nullable MadeOnce<ClientHttpConnector> forServices;

	private final @Nullable MadeOnce<ClientHttpConnector> withoutRedirects;

	private final Supplier<LoadBalancing> loadBalancing;

	/**
	 * Creates a connector.
	 * @param delegate sends the requests to other schemes
	 * @param forServices sends the attempts of idempotent requests to {@code lb://},
	 * {@code null} for the delegate
	 * @param withoutRedirects sends those of all others, {@code null} for the delegate
	 * @param loadBalancing asked for with the first request to {@code lb://}
	 */
	LoadBalancedConnector(ClientHttpConnector delegate, @Nullable MadeOnce<ClientHttpConnector> forServices,
			@Nullable MadeOnce<ClientHttpConnector> withoutRedirects, Supplier<LoadBalancing> loadBalancing) {
		this.delegate = delegate;
		this.forServices = forServices;
		this.withoutRedirects = withoutRedirects;
		this.loadBalancing = loadBalancing;
	}

	LoadBalancedConnector(ClientHttpConnector delegate, Supplier<LoadBalancing> loadBalancing) {
		this(delegate, null, null, loadBalancing);
	}

	ClientHttpConnector delegate() {
		return this.delegate;
	}

	@Override
	public Mono<ClientHttpResponse> connect(HttpMethod method, URI uri,
			Function<? super ClientHttpRequest, Mono<Void>> requestCallback) {
		if (!ServiceUri.SCHEME.equalsIgnoreCase(uri.getScheme())) {
			return this.delegate.connect(method, uri, requestCallback);
		}
		return Mono.defer(() -> {
			MadeOnce<ClientHttpConnector> attempts = Attempts.isIdempotent(method) ? this.forServices
					: this.withoutRedirects;
			return new LoadBalancedExchange(ServiceUri.of(uri), method, requestCallback,
					(attempts != null) ? attempts.get() : this.delegate, this.loadBalancing.get())
				.start();
		});
	}

	@Override
	public void afterPropertiesSet() throws Exception {
		if (this.delegate instanceof InitializingBean bean) {
			bean.afterPropertiesSet();
		}
	}

	@Override
	public void destroy() throws Exception {
		MadeOnce.end(this.delegate);
		if (this.forServices != null) {
			this.forServices.destroy();
		}
		if (this.withoutRedirects != null) {
			this.withoutRedirects.destroy();
		}
	}

	@Override
	public void start() {
		if (this.delegate instanceof SmartLifecycle lifecycle) {
			lifecycle.start();
		}
	}

	@Override
	public void stop() {
		if (this.delegate instanceof SmartLifecycle lifecycle) {
			lifecycle.stop();
		}
	}

	@Override
	public boolean isRunning() {
		return this.delegate instanceof SmartLifecycle lifecycle && lifecycle.isRunning();
	}

	@Override
	public boolean isAutoStartup() {
		return this.delegate instanceof SmartLifecycle lifecycle && lifecycle.isAutoStartup();
	}

	@Override
	public boolean isPauseable() {
		return this.delegate instanceof SmartLifecycle lifecycle && lifecycle.isPauseable();
	}

	@Override
	public int getPhase() {
		return (this.delegate instanceof Phased phased) ? phased.getPhase() : DEFAULT_PHASE;
	}

}
