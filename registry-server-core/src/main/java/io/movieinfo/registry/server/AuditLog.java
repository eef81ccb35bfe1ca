package io.movieinfo.registry.server;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;

import io.movieinfo.registry.protocol.ServiceKey;
import io.movieinfo.registry.server.audit.AuditEntry;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What operators have done. New entries are a batch, which becomes final together with
 * what they tell of. Confined to the writer's thread.
 */
final class AuditLog {

	/** How many entries are kept; the oldest go first. */
	static final int KEPT = 10_000;

	private static final Logger logger = LoggerFactory.getLogger(AuditLog.class);

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
	 */
	void append(Instant now, Actor actor, AuditEntry.Action action, @Nullable ServiceKey service,
			@Nullable String instance, String before, String after) {
		this.appended.add(
				new AuditEntry(++this.last, now, actor.by(), actor.reason(), action, service, instance, before, after));
	}

	/**
	 * Returns entries, newest first.
	 * @param service only what was about this service, or {@code null}
	 * @param instance only what was about an instance with this id, or {@code null}
	 * @param before only entries with a lower number
	 * @param max how many at most
	 */
	List<AuditEntry> find(@Nullable ServiceKey service, @Nullable String instance, long before, int max) {
		List<AuditEntry> found = new ArrayList<>();
		collect(found, this.appended.descendingIterator(), service, instance, before, max);
		collect(found, this.entries.descendingIterator(), service, instance, before, max);
		return List.copyOf(found);
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
		for (AuditEntry entry : this.appended) {
			logger.info("{} by {}: {} of {}, {} -> {}", entry.action().wireName(), entry.by(), entry.reason(),
					subject(entry), entry.before().isEmpty() ? "-" : entry.before(), entry.after());
			this.entries.add(entry);
		}
		this.appended.clear();
		while (this.entries.size() > KEPT) {
			this.entries.remove();
		}
	}

	void rollBack() {
		this.last -= this.appended.size();
		this.appended.clear();
	}

	private static void collect(List<AuditEntry> found, Iterator<AuditEntry> newestFirst, @Nullable ServiceKey service,
			@Nullable String instance, long before, int max) {
		while (newestFirst.hasNext() && found.size() < max) {
			AuditEntry entry = newestFirst.next();
			if (entry.number() < before && (service == null || service.equals(entry.service()))
					&& (instance == null || instance.equals(entry.instance()))) {
				found.add(entry);
			}
		}
	}

	private static String subject(AuditEntry entry) {
		if (entry.service() == null) {
			return "the registry";
		}
		return entry.service() + ((entry.instance() != null) ? "/" + entry.instance() : "");
	}

}
