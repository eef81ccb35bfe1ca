package io.movieinfo.registry.autoconfigure.http;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.http.client.ClientHttpRequestFactoryBuilder;
import org.springframework.boot.http.client.HttpComponentsClientHttpRequestFactoryBuilder;
import org.springframework.boot.http.client.reactive.ClientHttpConnectorBuilder;
import org.springframework.boot.http.client.reactive.HttpComponentsClientHttpConnectorBuilder;

/**
 * Apache HttpClient repeats requests by itself, after a second, at the same instance and
 * beyond any budget; even those that were answered with 503. Requests to {@code lb://} do
 * without that, and so get a client of their own, which is made with the first of them.
 */
final class OwnRepeats {

	private OwnRepeats() {
	}

	/**
	 * Returns a builder of the same clients, but for their own repeats; {@code null} if
	 * they make none that can be switched off.
	 */
	static @Nullable ClientHttpRequestFactoryBuilder<?> factoriesWithout(ClientHttpRequestFactoryBuilder<?> builder) {
		return (builder instanceof HttpComponentsClientHttpRequestFactoryBuilder apache)
				? apache.withHttpClientCustomizer((client) -> client.disableAutomaticRetries()) : null;
	}

	/**
	 * Returns a builder of the same connectors, but for their own repeats; {@code null}
	 * if they make none that can be switched off.
	 */
	static @Nullable ClientHttpConnectorBuilder<?> connectorsWithout(ClientHttpConnectorBuilder<?> builder) {
		return (builder instanceof HttpComponentsClientHttpConnectorBuilder apache)
				? apache.withHttpClientCustomizer((client) -> client.disableAutomaticRetries()) : null;
	}

}
