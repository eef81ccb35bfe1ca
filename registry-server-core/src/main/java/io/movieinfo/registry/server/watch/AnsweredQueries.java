package io.movieinfo.registry.server.watch;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;

import io.movieinfo.registry.protocol.ServiceKey;
import org.jspecify.annotations.Nullable;

/**
 * Blocking queries that have been answered and whose callers have not come back yet: they
 * are watchers still, though nobody can tell them anything just now. A caller is known by
 * its address alone; where several share one, each answer waits for one that comes back.
 * <p>
 * Bounded in number and in time. Confined to the hub's thread.
 */
final class AnsweredQueries {

	/** How many are remembered, over all services; then the oldest is forgotten. */
	static final int MAX = 10_000;

	private static final Comparator<Answered> ORDER = Comparator.<Answered>comparingLong((each) -> each.told)
		.thenComparingLong((each) -> each.number);

	private final long patience;

	private final Map<ServiceKey, Map<String, NavigableSet<Answered>>> waiting = new HashMap<>();

	private final Set<Answered> byAge = new LinkedHashSet<>();

	private long count;

	/**
	 * Creates an empty set.
	 * @param patience how long a caller may take to come back, in nanoseconds
	 */
	AnsweredQueries(long patience) {
		this.patience = patience;
	}

	/**
	 * Notes that a query was answered, or has ended in another way.
	 */
	void add(Subscription query, long now) {
		Answered answered = new Answered(query, ++this.count, now);
		this.waiting.computeIfAbsent(answered.service, (key) -> new HashMap<>())
			.computeIfAbsent(answered.address, (key) -> new TreeSet<>(ORDER))
			.add(answered);
		this.byAge.add(answered);
		dropOld(now);
	}

	/**
	 * Notes that a caller asks for what comes after a revision. It is taken for the one
	 * whose answer was nearest to that.
	 * @return what it had acknowledged until now, or {@code null} if nobody at this
	 * address had been given an answer that it can have come back from
	 */
	@Nullable Long cameBack(ServiceKey service, String address, long after, long now) {
		dropOld(now);
		NavigableSet<Answered> answers = this.waiting.getOrDefault(service, Map.of()).get(address);
		Answered answered = (answers != null) ? answers.floor(new Answered(service, address, after)) : null;
		if (answered == null) {
			return null;
		}
		remove(answered);
		return answered.acknowledged;
	}

	/**
	 * Returns those of a service.
	 */
	List<Answered> of(ServiceKey service, long now) {
		dropOld(now);
		List<Answered> all = new ArrayList<>();
		this.waiting.getOrDefault(service, Map.of()).values().forEach(all::addAll);
		return all;
	}

	/**
	 * Returns how many there are of each service.
	 */
	Map<ServiceKey, Integer> counts(long now) {
		dropOld(now);
		Map<ServiceKey, Integer> counts = new HashMap<>();
		this.waiting.forEach((service, callers) -> counts.put(service,
				callers.values().stream().mapToInt(NavigableSet::size).sum()));
		return counts;
	}

	private void dropOld(long now) {
		Iterator<Answered> oldest = this.byAge.iterator();
		while (oldest.hasNext()) {
			Answered answered = oldest.next();
			if (this.byAge.size() <= MAX && now - answered.at <= this.patience) {
				return;
			}
			oldest.remove();
			removeFromWaiting(answered);
		}
	}

	private void remove(Answered answered) {
		this.byAge.remove(answered);
		removeFromWaiting(answered);
	}

	private void removeFromWaiting(Answered answered) {
		this.waiting.computeIfPresent(answered.service, (service, callers) -> {
			callers.computeIfPresent(answered.address, (address, answers) -> {
				answers.remove(answered);
				return answers.isEmpty() ? null : answers;
			});
			return callers.isEmpty() ? null : callers;
		});
	}

	/**
	 * A query that was answered. Equal to itself only.
	 */
	static final class Answered {

		private final ServiceKey service;

		private final String address;

		/** What the caller had seen when it asked. */
		final long acknowledged;

		/** What it was told. */
		final long told;

		private final long number;

		private final long at;

		private Answered(Subscription query, long number, long at) {
			this.service = query.service;
			this.address = query.reader.name();
			this.acknowledged = query.acknowledged;
			this.told = query.told;
			this.number = number;
			this.at = at;
		}

		/**
		 * Stands after all that were told no more than a revision.
		 */
		private Answered(ServiceKey service, String address, long told) {
			this.service = service;
			this.address = address;
			this.acknowledged = told;
			this.told = told;
			this.number = Long.MAX_VALUE;
			this.at = 0;
		}

		String address() {
			return this.address;
		}

	}

}
