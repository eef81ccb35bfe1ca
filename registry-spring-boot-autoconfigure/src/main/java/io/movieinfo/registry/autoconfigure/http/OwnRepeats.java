package io.movieinfo.registry.autoconfigure.http;

import java.net.http.HttpClient.Redirect;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.http.client.ClientHttpRequestFactoryBuilder;
import org.springframework.boot.http.client.HttpClientSettings;
import org.springframework.boot.http.client.HttpComponentsClientHttpRequestFactoryBuilder;
import org.springframework.boot.http.client.HttpRedirects;
import org.springframework.boot.http.client.JdkClientHttpRequestFactoryBuilder;
import org.springframework.boot.http.client.JettyClientHttpRequestFactoryBuilder;
import org.springframework.boot.http.client.ReactorClientHttpRequestFactoryBuilder;
import org.springframework.boot.http.client.reactive.ClientHttpConnectorBuilder;
import org.springframework.boot.http.client.reactive.HttpComponentsClientHttpConnectorBuilder;
import org.springframework.boot.http.client.reactive.JdkClientHttpConnectorBuilder;
import org.springframework.boot.http.client.reactive.JettyClientHttpConnectorBuilder;
import org.springframework.boot.http.client.reactive.ReactorClientHttpConnectorBuilder;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.http.client.reactive.ClientHttpConnector;

/**
 * Clients send requests again by themselves, where nobody else sees it. Requests to
 * {@code lb://} do without, and so get clients of their own, which are made with the
 * first of them:
 * <ul>
 * <li>Apache HttpClient repeats requests, after a second, at the same instance and beyond
 * any budget; even those that were answered with 503.</li>
 * <li>All follow redirects. If that ends in a failure to connect it looks as if the
 * instance could not be reached and nothing had been sent, and what must not be processed
 * twice would be sent to the next instance.</li>
 * </ul>
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

	/**
	 * Builds a factory of requests that follow no redirects, whatever customizers say;
	 * one like any other if the builder's clients cannot be told that.
	 */
	static ClientHttpRequestFactory factoryWithoutRedirects(ClientHttpRequestFactoryBuilder<?> builder,
			@Nullable HttpClientSettings settings) {
		try {
			return factoriesWithoutRedirects(builder).build(withoutRedirects(settings));
		}
		catch (IllegalStateException ex) {
			// as of a factory of the application's own, which is set by reflection
			return builder.build(settings);
		}
	}

	/**
	 * Builds a connector that follows no redirects, as
	 * {@link #factoryWithoutRedirects(ClientHttpRequestFactoryBuilder, HttpClientSettings)}
	 * does for factories.
	 */
	static ClientHttpConnector connectorWithoutRedirects(ClientHttpConnectorBuilder<?> builder,
			@Nullable HttpClientSettings settings) {
		return connectorsWithoutRedirects(builder).build(withoutRedirects(settings));
	}

	private static ClientHttpRequestFactoryBuilder<?> factoriesWithoutRedirects(
			ClientHttpRequestFactoryBuilder<?> builder) {
		if (builder instanceof JdkClientHttpRequestFactoryBuilder jdk) {
			return jdk.withHttpClientCustomizer((client) -> client.followRedirects(Redirect.NEVER));
		}
		if (builder instanceof HttpComponentsClientHttpRequestFactoryBuilder apache) {
			return apache.withHttpClientCustomizer((client) -> client.disableRedirectHandling());
		}
		if (builder instanceof JettyClientHttpRequestFactoryBuilder jetty) {
			return jetty.withHttpClientCustomizer((client) -> client.setFollowRedirects(false));
		}
		if (builder instanceof ReactorClientHttpRequestFactoryBuilder reactor) {
			return reactor.withHttpClientCustomizer((client) -> client.followRedirect(false));
		}
		return builder;
	}

	private static ClientHttpConnectorBuilder<?> connectorsWithoutRedirects(ClientHttpConnectorBuilder<?> builder) {
		if (builder instanceof JdkClientHttpConnectorBuilder jdk) {
			return jdk.withHttpClientCustomizer((client) -> client.followRedirects(Redirect.NEVER));
		}
		if (builder instanceof HttpComponentsClientHttpConnectorBuilder apache) {
			return apache.withHttpClientCustomizer((client) -> client.disableRedirectHandling());
		}
		if (builder instanceof JettyClientHttpConnectorBuilder jetty) {
			return jetty.withHttpClientCustomizer((client) -> client.setFollowRedirects(false));
		}
		if (builder instanceof ReactorClientHttpConnectorBuilder reactor) {
			return reactor.withHttpClientCustomizer((client) -> client.followRedirect(false));
		}
		return builder;
	}

	private static HttpClientSettings withoutRedirects(@Nullable HttpClientSettings settings) {
		return ((settings != null) ? settings : HttpClientSettings.defaults()).withRedirects(HttpRedirects.DONT_FOLLOW);
	}

}
