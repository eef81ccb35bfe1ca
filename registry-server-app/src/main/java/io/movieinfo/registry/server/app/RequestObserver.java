package io.movieinfo.registry.server.app;

import io.movieinfo.registry.server.ServiceListing;

/**
 * Is told how the server's adapters answer discovery queries, for statistics.
 * Thread-safe; it does not block, and costs little.
 */
public interface RequestObserver {

	/**
	 * A query for a service's instances was answered, or is about to be.
	 * @param listing what the answer is made from
	 * @param any whether there is an instance in it
	 */
	void answered(ServiceListing listing, boolean any);

	/**
	 * A query for a service's instances was refused or has failed.
	 * @param service the service's name as it was asked for, however malformed
	 */
	void failed(String service);

}
