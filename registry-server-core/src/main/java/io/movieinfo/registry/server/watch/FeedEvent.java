package io.movieinfo.registry.server.watch;

import java.util.List;
import java.util.Locale;

import io.movieinfo.registry.protocol.Cursor;

/**
 * What a follower of the change feed is told. Immutable.
 */
public sealed interface FeedEvent {

	/**
	 * What a follower has seen once it has dealt with the event: of whatever it follows,
	 * everything up to here.
	 */
	Cursor cursor();

	/**
	 * What has changed since the event before.
	 *
	 * @param cursor what has been seen with them
	 * @param changes the changes in their order, every single one; none in a first event
	 * that only says where the feed begins, or if the follower asked for a sign
	 */
	record Changes(Cursor cursor, List<Change> changes) implements FeedEvent {

		public Changes {
			changes = List.copyOf(changes);
		}

	}

	/**
	 * Changes since the event before are not known any more, or not enough: list
	 * everything again. What is listed after this event holds at least what the cursor
	 * says, and the feed goes on from there.
	 *
	 * @param cursor where the feed goes on
	 * @param reason why
	 */
	record Reset(Cursor cursor, Reason reason) implements FeedEvent {

	}

	/**
	 * Why a follower has to list everything again.
	 */
	enum Reason {

		/** What it has seen belongs to another history. */
		EPOCH,
		/** What it has not seen is out of the history that is kept. */
		HISTORY,
		/** From now on everything that is registered is known. */
		COMPLETE;

		private final String wireName = name().toLowerCase(Locale.ROOT);

		/**
		 * The name that clients get.
		 */
		public String wireName() {
			return this.wireName;
		}

	}

}
