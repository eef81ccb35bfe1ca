package io.movieinfo.registry.server.watch;

import io.movieinfo.registry.protocol.Cursor;

/**
 * A running watch.
 */
public interface Watch extends AutoCloseable {

	/**
	 * Notes that the watcher's own readers have what it was told up to a cursor. Does not
	 * block; a cursor of another epoch, one older than what was noted before, and one
	 * beyond what the watcher was told are ignored.
	 */
	void acknowledge(Cursor cursor);

	/**
	 * Ends the watch: no event is begun after this, though one that another thread is
	 * handing over just now may still arrive. Does not block, and does nothing the second
	 * time.
	 */
	@Override
	void close();

}
