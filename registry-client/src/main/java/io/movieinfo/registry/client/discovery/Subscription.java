package io.movieinfo.registry.client.discovery;

/**
 * A listener's place with a {@link DiscoveryClient}.
 */
public interface Subscription extends AutoCloseable {

	/**
	 * Ends the listening. Idempotent, never blocks; a call of the listener that has begun
	 * may still be under way when this returns.
	 */
	@Override
	void close();

}
