package io.movieinfo.registry.autoconfigure.http;

import java.util.Collection;
import java.util.function.Consumer;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.http.client.HttpClientSettings;
import org.springframework.boot.http.client.reactive.ClientHttpConnectorBuilder;
import org.springframework.http.client.reactive.ClientHttpConnector;

/**
 * Builds what another builder builds, and adds {@code lb://} to it.
 */
final class LoadBalancedConnectorBuilder implements ClientHttpConnectorBuilder<ClientHttpConnector> {

	private final ClientHttpConnectorBuilder<?> delegate;

	private final Supplier<LoadBalancing> loadBalancing;

	LoadBalancedConnectorBuilder(ClientHttpConnectorBuilder<?> delegate, Supplier<LoadBalancing> loadBalancing) {
		this.delegate = delegate;
		this.loadBalancing = loadBalancing;
	}

	@Override
	public ClientHttpConnector build(@Nullable HttpClientSettings settings) {
		ClientHttpConnectorBuilder<?> quiet = OwnRepeats.connectorsWithout(this.delegate);
		MadeOnce<ClientHttpConnector> forServices = (quiet != null) ? new MadeOnce<>(() -> quiet.build(settings))
				: null;
		MadeOnce<ClientHttpConnector> withoutRedirects = new MadeOnce<>(
				() -> OwnRepeats.connectorWithoutRedirects((quiet != null) ? quiet : this.delegate, settings));
		return new LoadBalancedConnector(this.delegate.build(settings), forServices, withoutRedirects,
				this.loadBalancing);
	}

	/**
	 * Customizers are written for the delegate's connector, and get it.
	 */
	@Override
	@SuppressWarnings({ "unchecked", "rawtypes" })
	public ClientHttpConnectorBuilder<ClientHttpConnector> withCustomizers(
			Collection<Consumer<ClientHttpConnector>> customizers) {
		ClientHttpConnectorBuilder<?> customized = this.delegate.withCustomizers((Collection) customizers);
		return new LoadBalancedConnectorBuilder(customized, this.loadBalancing);
	}

}
