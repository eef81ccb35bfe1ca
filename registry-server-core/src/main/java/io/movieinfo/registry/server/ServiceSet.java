package io.movieinfo.registry.server;

import java.util.List;

import io.movieinfo.registry.protocol.Cursor;

/**
 * The known services of a namespace. Immutable.
 *
 * @param namespace the namespace
 * @param cursor the last change that touched the namespace, or an earlier one: a change
 * may be listed a moment before the cursor says so, never after
 * @param complete whether services that are not in it are known to be gone
 * @param services the known services by name, also those without an instance
 */
public record ServiceSet(String namespace, Cursor cursor, boolean complete, List<Entry> services) {

	public ServiceSet {
		services = List.copyOf(services);
	}

	/**
	 * A known service.
	 *
	 * @param name the service's name
	 * @param listed how many instances it has
	 * @param routable how many of them callers may be sent to
	 */
	public record Entry(String name, int listed, int routable) {

	}

}
