package io.movieinfo.registry.server;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;

import io.movieinfo.registry.protocol.ServiceKey;
import io.movieinfo.registry.server.audit.AuditEntry;
import io.movieinfo.registry.server.audit.AuditQuery;
import io.movieinfo.registry.server.audit.Effect;
import org.jspecify.annotations.Nullable;

/**
 * What operators have done. New entries are a batch, which becomes final together with
 * what they tell of. Confined to the writer's thread.
 */
final class AuditLog {

	/** How many entries are kept; the oldest go first. */
	static final int KEPT = 10_000;

	// oldest first
	private final Deque<AuditEntry> entries;

	private final Deque<AuditEntry> appended = new ArrayDeque<>();

	private long last;

	/**
	 * Creates a log that goes on after what is stored.
	 * @param stored the entries, oldest first
	 */
	AuditLog(List<AuditEntry> stored) {
		this.entries = new ArrayDeque<>(stored);
		this.last = stored.isEmpty() ? 0 : stored.get(stored.size() - 1).number();
	}

	/**
	 * Adds an entry to the batch.
	 * @param now when it is done
	 * @param actor who does it, and why
	 * @param action what is done
	 * @param service whom it is about, or {@code null} for the whole registry
	 * @param instance the instance's id, or {@code null} for the whole service
	 * @param before what is so before, in words; empty if there is nothing to say
	 * @param after what is so from now on, in words
	 * @param effect what it changes, or {@code null}
	 * @param undoes the number of the entry that it undoes, or {@code null}
	 */
	AuditEntry append(Instant now, Actor actor, AuditEntry.Action action, @Nullable ServiceKey service,
			@Nullable String instance, String before, String after, @Nullable Effect effect, @Nullable Long undoes) {
		AuditEntry entry = new AuditEntry(++this.last, now, actor.by(), actor.reason(), action, service, instance,
				before, after, (effect != null) ? effect.orNone() : null, undoes);
		this.appended.add(entry);
		return entry;
	}

	/**
	 * Returns entries, newest first.
	 * @param max how many at most
	 */
	List<AuditEntry> find(AuditQuery query, int max) {
		List<AuditEntry> found = new ArrayList<>();
		collect(found, this.appended.descendingIterator(), query, max);
		collect(found, this.entries.descendingIterator(), query, max);
		return List.copyOf(found);
	}

	/**
	 * Returns the entry with a number, or {@code null} if there is none.
	 */
	@Nullable AuditEntry get(long number) {
		if (number < first() || number > this.last) {
			return null;
		}
		List<AuditEntry> found = find(new AuditQuery(null, null, number + 1, null, null), 1);
		return (!found.isEmpty() && found.get(0).number() == number) ? found.get(0) : null;
	}

	/**
	 * The batch's entries.
	 */
	List<AuditEntry> appended() {
		return List.copyOf(this.appended);
	}

	boolean hasChanges() {
		return !this.appended.isEmpty();
	}

	/**
	 * The number of the newest entry; 0 if there is none.
	 */
	long last() {
		return this.last;
	}

	/**
	 * The lowest number that is kept.
	 */
	long first() {
		return Math.max(1, this.last - KEPT + 1);
	}

	void accept() {
		this.entries.addAll(this.appended);
		this.appended.clear();
		while (this.entries.size() > KEPT) {
			this.entries.remove();
		}
	}

	void rollBack() {
		this.last -= this.appended.size();
		this.appended.clear();
	}

	private static void collect(List<AuditEntry> found, Iterator<AuditEntry> newestFirst, AuditQuery query, int max) {
		while (newestFirst.hasNext() && found.size() < max) {
			AuditEntry entry = newestFirst.next();
			if (query.test(entry)) {
				found.add(entry);
			}
		}
	}

}
