package io.movieinfo.registry.autoconfigure.cloud;

import java.net.URI;

import org.jspecify.annotations.Nullable;

import org.springframework.cloud.client.ServiceInstance;

/**
 * The scheme {@code lb} in a client that is {@code @LoadBalanced}: once Spring Cloud has
 * picked, it has done its work, and must reach nobody who would pick again.
 */
final class ServiceScheme {

	private static final String NAME = "lb";

	private ServiceScheme() {
	}

	/**
	 * Returns the URI to call instead, or {@code null} if it is not of that scheme.
	 * @param uri where a request goes, host and port being the instance's
	 * @param instance what was picked
	 */
	static @Nullable URI replaced(URI uri, ServiceInstance instance) {
		if (!NAME.equalsIgnoreCase(uri.getScheme())) {
			return null;
		}
		return URI.create((instance.isSecure() ? "https" : "http") + uri.toString().substring(NAME.length()));
	}

}
