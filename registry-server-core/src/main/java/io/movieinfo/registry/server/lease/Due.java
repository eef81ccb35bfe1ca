package io.movieinfo.registry.server.lease;

import io.movieinfo.registry.protocol.InstanceKey;

/**
 * A lease of which something is to be done.
 *
 * @param key the instance
 * @param kind what is to be done
 */
public record Due(InstanceKey key, Kind kind) {

	/**
	 * What is to be done.
	 */
	public enum Kind {

		/** It has fallen silent: its instance is suspected from now on. */
		SUSPECT,
		/** It has run out, but is held back: its instance stays as it is. */
		HELD,
		/** It has run out. */
		RUN_OUT,
		/** Its instance is to go. */
		EVICT

	}

}
