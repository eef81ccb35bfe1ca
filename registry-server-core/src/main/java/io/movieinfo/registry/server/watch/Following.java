package io.movieinfo.registry.server.watch;

/**
 * A follower's place in the change feed or the journal.
 */
public interface Following extends AutoCloseable {

	/**
	 * Asks for an event soon, even if nothing has changed: it says how far the feed has
	 * come. Does nothing while another event is being dealt with. Does not block.
	 */
	void sign();

	/**
	 * Ends it: no event is begun after this, though one that another thread is handing
	 * over just now may still arrive. Does not block, and does nothing the second time.
	 */
	@Override
	void close();

}
