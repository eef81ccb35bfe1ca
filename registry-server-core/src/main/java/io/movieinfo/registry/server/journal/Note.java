package io.movieinfo.registry.server.journal;

import java.util.Locale;

import io.movieinfo.registry.protocol.InstanceKey;
import io.movieinfo.registry.protocol.ServiceKey;
import org.jspecify.annotations.Nullable;

/**
 * Something that has happened, and why. Immutable.
 *
 * @param kind what
 * @param service whose, or {@code null} for the whole registry
 * @param instance the instance's id, or {@code null} for the whole service
 * @param by who did it, {@code null} for the registry itself
 * @param reason why, or {@code null} if there is nothing to say
 * @param text all of it in one sentence for people
 */
public record Note(Kind kind, @Nullable ServiceKey service, @Nullable String instance, @Nullable String by,
		@Nullable String reason, String text) {

	/**
	 * Returns a note about an instance.
	 */
	public static Note of(Kind kind, InstanceKey key, @Nullable String by, @Nullable String reason, String text) {
		return new Note(kind, key.service(), key.id(), by, reason, text);
	}

	/**
	 * What has happened. The wire name is the constant's name in lower case with
	 * {@code -} for {@code _}.
	 */
	public enum Kind {

		/** The registry has started. */
		STARTED,
		/** An id is listed that was not. */
		REGISTERED,
		/** Another start of the process has taken the id over. */
		REPLACED,
		/** The application says something else of itself. */
		UPDATED,
		/** Health or cause have changed, whoever found out. */
		HEALTH,
		/** It is leaving, and not routed any more. */
		DRAINING,
		/** An operator has taken a drain back. */
		DRAIN_ENDED,
		/** An operator has set, changed or cleared overrides. */
		OVERRIDDEN,
		/** Overrides are forgotten, because their id has not been listed for long. */
		OVERRIDES_FORGOTTEN,
		/** It was taken away by its application, or by whoever found it dead. */
		DEREGISTERED,
		/** An operator has taken it away. */
		REMOVED,
		/** It was silent for too long. */
		EVICTED,
		/** The service is no longer known. */
		FORGOTTEN,
		/** It is silent, or its session was lost: nothing has changed yet. */
		SUSPECT,
		/** It was suspect or held, and has given a sign of life. */
		HEARD,
		/** Its lease has run out, but the mass-expiry guard holds it: nothing changes. */
		HELD,
		/** The mass-expiry guard holds things back from now on, or for another reason. */
		GUARD_ENGAGED,
		/** The mass-expiry guard holds nothing back any more, or less. */
		GUARD_RELEASED;

		private final String wireName = name().toLowerCase(Locale.ROOT).replace('_', '-');

		/**
		 * The name that clients get.
		 */
		public String wireName() {
			return this.wireName;
		}

	}

}
