package io.movieinfo.registry.autoconfigure;

import java.net.URI;
import java.util.List;

import org.springframework.boot.autoconfigure.service.connection.ConnectionDetails;

/**
 * Where the registry is. A bean of this type takes precedence over
 * {@code registry.client.server-urls}.
 */
@FunctionalInterface
public interface RegistryConnectionDetails extends ConnectionDetails {

	/**
	 * Returns the base URLs of the server nodes, at least one.
	 */
	List<URI> serverUrls();

}
