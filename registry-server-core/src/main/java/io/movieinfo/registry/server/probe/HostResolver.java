package io.movieinfo.registry.server.probe;

import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * Finds the addresses of a host. May block for as long as it takes.
 */
@FunctionalInterface
interface HostResolver {

	/**
	 * Returns all addresses of a host, at least one.
	 * @throws UnknownHostException if it has none
	 */
	InetAddress[] resolve(String host) throws UnknownHostException;

}
