package io.movieinfo.registry.client.registration;

import java.time.Instant;

/**
 * How far a drain is, for people. Immutable.
 *
 * @param state how far it is
 * @param since when it was begun or, once it is over, when that became clear
 */
public record DrainStatus(State state, Instant since) {

	/**
	 * How far a drain is.
	 */
	public enum State {

		/** Asked for; others may still send requests. */
		BEGUN,
		/** Nobody sends requests any more. */
		ACKNOWLEDGED,
		/** Its limit was over before everybody had acknowledged it, or it was refused. */
		NOT_ACKNOWLEDGED

	}

}
