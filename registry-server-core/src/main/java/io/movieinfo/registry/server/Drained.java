package io.movieinfo.registry.server;

import io.movieinfo.registry.protocol.Cursor;
import io.movieinfo.registry.protocol.InstanceKey;

/**
 * How a drain ended.
 *
 * @param key the instance that takes no new requests any more
 * @param cursor the change that said so
 * @param pending how many watchers have not acknowledged that change within the limit; 0
 * if nobody sends it requests any more
 */
public record Drained(InstanceKey key, Cursor cursor, int pending) {

	/**
	 * Whether everybody who had to has acknowledged it.
	 */
	public boolean acknowledged() {
		return this.pending == 0;
	}

}
