package io.movieinfo.registry.server.app;

/**
 * The sessions that are connected.
 */
@FunctionalInterface
public interface ConnectedSessions {

	/**
	 * How many there are now; thread-safe.
	 */
	int count();

}
