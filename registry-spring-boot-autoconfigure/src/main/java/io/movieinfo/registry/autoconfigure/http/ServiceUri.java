package io.movieinfo.registry.autoconfigure.http;

import java.net.URI;

import io.movieinfo.registry.protocol.InvalidFieldException;
import io.movieinfo.registry.protocol.Names;
import io.movieinfo.registry.protocol.ServiceInstance;
import org.jspecify.annotations.Nullable;

/**
 * A URI whose host is a service's name.
 *
 * @param uri the URI as it was asked for
 * @param service the service's name
 */
record ServiceUri(URI uri, String service) {

	static final String SCHEME = "lb";

	/**
	 * Reads a URI of the scheme {@code lb}.
	 * @throws IllegalArgumentException if it names no service, or a port
	 */
	static ServiceUri of(URI uri) {
		String host = uri.getHost();
		if (host == null) {
			throw new IllegalArgumentException(missingHost(uri));
		}
		if (uri.getPort() != -1) {
			throw new IllegalArgumentException("'%s' names port %d, expected none: the registry knows the ports of %s"
				.formatted(uri, uri.getPort(), host));
		}
		try {
			return new ServiceUri(uri, Names.service("service", host));
		}
		catch (InvalidFieldException ex) {
			throw new IllegalArgumentException("'%s' cannot be called: %s".formatted(uri, ex.getMessage()), ex);
		}
	}

	/**
	 * Returns the same URI at an instance: every part but scheme, host and port is kept
	 * as it was encoded.
	 */
	URI at(ServiceInstance instance) {
		String address = instance.address();
		StringBuilder text = new StringBuilder(instance.secure() ? "https://" : "http://");
		if (this.uri.getRawUserInfo() != null) {
			text.append(this.uri.getRawUserInfo()).append('@');
		}
		boolean ipv6 = address.indexOf(':') >= 0;
		text.append(ipv6 ? "[" : "").append(address).append(ipv6 ? "]:" : ":").append(instance.port());
		append(text, "", this.uri.getRawPath());
		append(text, "?", this.uri.getRawQuery());
		append(text, "#", this.uri.getRawFragment());
		return URI.create(text.toString());
	}

	private static void append(StringBuilder text, String prefix, @Nullable String part) {
		if (part != null) {
			text.append(prefix).append(part);
		}
	}

	private static String missingHost(URI uri) {
		String authority = uri.getRawAuthority();
		if (authority != null && authority.indexOf('_') >= 0) {
			String name = authority.replace('_', '-');
			return ("'%s' names no service: the host of a URI cannot have a '_'. Applications with a '_' in their name "
					+ "are registered with '-' instead: write lb://%s")
				.formatted(uri, name);
		}
		return "'%s' names no service, expected lb://<service>/<path>".formatted(uri);
	}

}
