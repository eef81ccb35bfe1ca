package io.movieinfo.registry.autoconfigure.grpc;

import java.net.URI;

import io.movieinfo.registry.protocol.InvalidFieldException;
import io.movieinfo.registry.protocol.ServiceKey;
import org.jspecify.annotations.Nullable;

/**
 * Reads the target of a channel to a service.
 */
final class ServiceTarget {

	static final String SCHEME = "registry";

	private ServiceTarget() {
	}

	/**
	 * Returns the service that a target of the scheme {@code registry} names.
	 * @param target the target
	 * @param ownNamespace the namespace if it names none
	 * @throws IllegalArgumentException if it names no service
	 */
	static ServiceKey service(URI target, String ownNamespace) {
		String path = target.getPath();
		String service = (path != null && path.startsWith("/")) ? path.substring(1) : "";
		if (service.isEmpty() || target.getQuery() != null || target.getFragment() != null) {
			throw new IllegalArgumentException(
					"'%s' names no service, expected registry:///<service> or registry://<namespace>/<service>"
						.formatted(target));
		}
		String namespace = target.getAuthority();
		try {
			return new ServiceKey((namespace != null) ? namespace : ownNamespace, service);
		}
		catch (InvalidFieldException ex) {
			throw new IllegalArgumentException("'%s' cannot be called: %s%s".formatted(target, ex.getMessage(),
					hint(service, target.getAuthority())), ex);
		}
	}

	private static String hint(String service, @Nullable String namespace) {
		if (service.indexOf('_') < 0) {
			return "";
		}
		return "; applications with a '_' in their name are registered with '-' instead: write registry://%s/%s"
			.formatted((namespace != null) ? namespace : "", service.replace('_', '-'));
	}

}
