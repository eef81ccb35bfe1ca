package io.movieinfo.registry.autoconfigure.http;

import java.util.Collection;
import java.util.function.Consumer;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.http.client.ClientHttpRequestFactoryBuilder;
import org.springframework.boot.http.client.HttpClientSettings;
import org.springframework.http.client.ClientHttpRequestFactory;

/**
 * Builds what another builder builds, and adds {@code lb://} to it.
 */
final class LoadBalancedRequestFactoryBuilder implements ClientHttpRequestFactoryBuilder<ClientHttpRequestFactory> {

	private final ClientHttpRequestFactoryBuilder<?> delegate;

	private final Supplier<LoadBalancing> loadBalancing;

	LoadBalancedRequestFactoryBuilder(ClientHttpRequestFactoryBuilder<?> delegate,
			Supplier<LoadBalancing> loadBalancing) {
		this.delegate = delegate;
		this.loadBalancing = loadBalancing;
	}

	@Override
	public ClientHttpRequestFactory build(@Nullable HttpClientSettings settings) {
		ClientHttpRequestFactoryBuilder<?> quiet = OwnRepeats.factoriesWithout(this.delegate);
		MadeOnce<ClientHttpRequestFactory> forServices = (quiet != null) ? new MadeOnce<>(() -> quiet.build(settings))
				: null;
		MadeOnce<ClientHttpRequestFactory> withoutRedirects = new MadeOnce<>(
				() -> OwnRepeats.factoryWithoutRedirects((quiet != null) ? quiet : this.delegate, settings));
		return new LoadBalancedRequestFactory(this.delegate.build(settings), forServices, withoutRedirects,
				this.loadBalancing);
	}

	/**
	 * Customizers are written for the delegate's factory, and get it.
	 */
	@Override
	@SuppressWarnings({ "unchecked", "rawtypes" })
	public ClientHttpRequestFactoryBuilder<ClientHttpRequestFactory> withCustomizers(
			Collection<Consumer<ClientHttpRequestFactory>> customizers) {
		ClientHttpRequestFactoryBuilder<?> customized = this.delegate.withCustomizers((Collection) customizers);
		return new LoadBalancedRequestFactoryBuilder(customized, this.loadBalancing);
	}

}
