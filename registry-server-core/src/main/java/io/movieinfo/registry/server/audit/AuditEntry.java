package io.movieinfo.registry.server.audit;

import java.time.Instant;
import java.util.Locale;

import io.movieinfo.registry.protocol.ServiceKey;
import org.jspecify.annotations.Nullable;

/**
 * One thing that an operator has done. Immutable.
 *
 * @param number counts the entries of a registry, from 1
 * @param at when, to the millisecond
 * @param by who
 * @param reason why
 * @param action what
 * @param service whom it was about, or {@code null} for the whole registry
 * @param instance the instance's id, or {@code null} for the whole service
 * @param before what was so before, in words; empty if there is nothing to say
 * @param after what was so from then on, in words
 * @param effect what it has changed, or {@code null} if that is nothing, cannot be undone
 * or is too large to be kept
 * @param undoes the number of the entry that it undoes, or {@code null}
 */
public record AuditEntry(long number, Instant at, String by, String reason, Action action, @Nullable ServiceKey service,
		@Nullable String instance, String before, String after, @Nullable Effect effect, @Nullable Long undoes) {

	public AuditEntry {
		at = Instant.ofEpochMilli(at.toEpochMilli());
	}

	/**
	 * What operators do. The wire name is the constant's name in lower case with
	 * {@code -} for {@code _}.
	 */
	public enum Action {

		/** Overrides were set or changed. */
		OVERRIDE,
		/** Overrides were cleared. */
		CLEAR_OVERRIDES,
		/** An instance was drained. */
		DRAIN,
		/** A drain was taken back. */
		END_DRAIN,
		/** An instance was removed. */
		REMOVE,
		/** The mass-expiry guard was released. */
		RELEASE_GUARD;

		private final String wireName = name().toLowerCase(Locale.ROOT).replace('_', '-');

		public String wireName() {
			return this.wireName;
		}

	}

}
