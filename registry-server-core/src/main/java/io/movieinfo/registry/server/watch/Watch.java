package io.movieinfo.registry.server.watch;

import io.movieinfo.registry.protocol.Cursor;

/**
 * A running watch.
 */
public interface Watch extends AutoCloseable {

	/**
	 * Notes that the watcher's own readers have what it was told up to a cursor, and that
	 * none of their requests is under way any more that an instance was chosen for before
	 * it was draining.
	 * @see #acknowledge(Cursor, boolean)
	 */
	default void acknowledge(Cursor cursor) {
		acknowledge(cursor, false);
	}

	/**
	 * Notes that the watcher's own readers have what it was told up to a cursor. Does not
	 * block; a cursor of another epoch, one older than what was noted before, and one
	 * beyond what the watcher was told are ignored.
	 * @param underWay whether requests may still be under way that an instance was chosen
	 * for before it was draining: who waits for a drain goes on waiting then, until the
	 * cursor is acknowledged without
	 */
	void acknowledge(Cursor cursor, boolean underWay);

	/**
	 * Ends the watch: no event is begun after this, though one that another thread is
	 * handing over just now may still arrive. Does not block, and does nothing the second
	 * time.
	 */
	@Override
	void close();

}
