package io.movieinfo.registry.server.journal;

import java.time.Instant;
import java.util.function.Predicate;

import io.movieinfo.registry.protocol.ServiceKey;
import org.jspecify.annotations.Nullable;

/**
 * An entry of the journal. Immutable.
 *
 * @param number greater than that of every entry before, by one within one run of the
 * registry; those of a later run are greater, too, unless more than a thousand entries a
 * second have come
 * @param at when
 * @param note what has happened
 */
public record JournalEntry(long number, Instant at, Note note) {

	/**
	 * Whether it is about the instances of a scope.
	 * @param instance only if it is about an instance with this id, or about all of a
	 * service; {@code null} for any
	 */
	boolean concerns(Predicate<ServiceKey> scope, @Nullable String instance) {
		ServiceKey service = this.note.service();
		return service == null || (scope.test(service)
				&& (instance == null || this.note.instance() == null || instance.equals(this.note.instance())));
	}

}
