package io.movieinfo.registry.server.watch;

/**
 * A running watch.
 */
public interface Watch extends AutoCloseable {

	/**
	 * Ends the watch: no event is begun after this, though one that another thread is
	 * handing over just now may still arrive. Does not block, and does nothing the second
	 * time.
	 */
	@Override
	void close();

}
