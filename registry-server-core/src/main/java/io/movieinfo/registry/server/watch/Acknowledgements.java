package io.movieinfo.registry.server.watch;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.LongSupplier;

import io.movieinfo.registry.protocol.Cursor;
import io.movieinfo.registry.protocol.ServiceKey;
import org.jspecify.annotations.Nullable;

/**
 * What watchers have acknowledged, and who waits for that.
 * <p>
 * A wait is over once no live watcher but the asker's own lacks the change, and nothing
 * has been acknowledged for a quarter of a second: who acknowledged last may have
 * requests on their way that it chose a target for before, and not all know which they
 * have. Watchers that begin meanwhile are waited for too, because a client that has just
 * reconnected still goes by what it knew. One that ends counts as if it had acknowledged
 * then.
 * <p>
 * An acknowledgement costs no look at the other watchers: nothing can be over before a
 * quarter of a second after it, so that it only moves that moment, and the watchers are
 * counted when the moment has come. While some are missing they are counted ten times a
 * second, because one may fall silent, which nobody reports.
 * <p>
 * Confined to the hub's thread.
 */
final class Acknowledgements {

	private final String epoch;

	private final LongSupplier ticker;

	private final Function<ServiceKey, List<Reader>> followers;

	private final HubThread thread;

	private final WatchObserver observer;

	private final AnsweredQueries queries;

	private final Map<ServiceLog, List<Wait>> waits = new LinkedHashMap<>();

	// when the waits are looked at next, or null if there are none
	private @Nullable Long nextLook;

	private boolean closed;

	/**
	 * Creates an empty set.
	 * @param patience how long the caller of a blocking query may take to come back, in
	 * nanoseconds
	 * @param followers who follows a service in the change feed
	 * @param observer is told how long acknowledgements take
	 */
	Acknowledgements(String epoch, long patience, Function<ServiceKey, List<Reader>> followers, LongSupplier ticker,
			HubThread thread, WatchObserver observer) {
		this.epoch = epoch;
		this.followers = followers;
		this.ticker = ticker;
		this.thread = thread;
		this.observer = observer;
		this.queries = new AnsweredQueries(patience);
	}

	/**
	 * Notes that a watch begins. A query acknowledges by that what it has seen; others
	 * still have to say so, even if they have a cursor.
	 */
	void began(ServiceLog log, Subscription subscription, @Nullable Cursor after) {
		if (subscription.reader.kind() != Reader.Kind.QUERY || after == null || !after.epoch().equals(this.epoch)
				|| after.revision() > log.revision()) {
			return;
		}
		subscription.acknowledged = after.revision();
		subscription.settled = after.revision();
		Long before = this.queries.cameBack(log.service(), subscription.reader.name(), after.revision(),
				this.ticker.getAsLong());
		if (before != null) {
			settled(log, subscription.reader, before, after.revision());
		}
	}

	/**
	 * Notes what a session's watcher says. What it was not told it cannot have seen.
	 * @param underWay whether requests may be under way of which a drain must know
	 */
	void acknowledged(ServiceLog log, Subscription subscription, Cursor cursor, boolean underWay) {
		long revision = cursor.revision();
		if (subscription.reader.kind() != Reader.Kind.SESSION || !cursor.epoch().equals(this.epoch)
				|| revision > subscription.told) {
			return;
		}
		if (revision > subscription.acknowledged) {
			subscription.acknowledged = revision;
			long lag = subscription.lag.acknowledged(revision, this.ticker.getAsLong());
			if (lag != ServiceLog.NOTHING) {
				this.observer.acknowledged(lag);
			}
		}
		if (revision > subscription.settled && !underWay) {
			long before = subscription.settled;
			subscription.settled = revision;
			settled(log, subscription.reader, before, revision);
		}
	}

	/**
	 * Notes that a watch has ended.
	 */
	void ended(ServiceLog log, Subscription subscription) {
		if (subscription.reader.kind() == Reader.Kind.QUERY) {
			if (log.known()) {
				this.queries.add(subscription, this.ticker.getAsLong());
			}
		}
		else if (subscription.live()) {
			settled(log, subscription.reader, subscription.settled, Long.MAX_VALUE);
		}
	}

	/**
	 * Answers a wait once it is over.
	 */
	void await(ServiceLog log, Wait wait) {
		if (this.closed) {
			wait.end(laggards(log, wait.newest()));
			return;
		}
		long now = this.ticker.getAsLong();
		wait.quietSince(now);
		this.waits.computeIfAbsent(log, (key) -> new ArrayList<>(1)).add(wait);
		lookBy(wait.nextLook(now), now);
	}

	/**
	 * Returns who watches a service.
	 */
	List<WatcherDetails> watchers(ServiceLog log) {
		List<WatcherDetails> watchers = new ArrayList<>();
		for (Subscription each : log.subscriptions) {
			watchers.add(new WatcherDetails(each.reader.kind(), each.reader.name(), each.live(), cursor(each.told),
					cursor(each.settled)));
		}
		for (Reader each : this.followers.apply(log.service())) {
			// this process follows everything, which says nothing of the service
			if (!each.isLocal()) {
				watchers.add(new WatcherDetails(each.kind(), each.name(), each.live().getAsBoolean(), null, null));
			}
		}
		for (AnsweredQueries.Answered each : this.queries.of(log.service(), this.ticker.getAsLong())) {
			watchers.add(new WatcherDetails(Reader.Kind.QUERY, each.address(), true, cursor(each.told),
					cursor(each.acknowledged)));
		}
		return watchers;
	}

	/**
	 * Returns how many sessions and queries watch each service.
	 */
	Map<ServiceKey, Integer> counts(Collection<ServiceLog> logs) {
		Map<ServiceKey, Integer> counts = this.queries.counts(this.ticker.getAsLong());
		for (ServiceLog log : logs) {
			int count = 0;
			for (Subscription each : log.subscriptions) {
				count += (each.reader.kind() != Reader.Kind.STREAM) ? 1 : 0;
			}
			if (count > 0) {
				counts.merge(log.service(), count, Integer::sum);
			}
		}
		return counts;
	}

	/**
	 * Ends all waits, and those that are still to come, as if their time was over.
	 */
	void close() {
		this.closed = true;
		this.waits.forEach((log, waits) -> waits.forEach((wait) -> wait.end(laggards(log, wait.newest()))));
		this.waits.clear();
	}

	private void settled(ServiceLog log, Reader reader, long before, long acknowledged) {
		long now = this.ticker.getAsLong();
		for (Wait wait : this.waits.getOrDefault(log, List.of())) {
			if (wait.concerns(reader.owner(), before, acknowledged)) {
				wait.quietSince(now);
			}
		}
	}

	private void look() {
		long now = this.ticker.getAsLong();
		this.nextLook = null;
		this.waits.entrySet().removeIf((entry) -> {
			look(entry.getKey(), entry.getValue(), now);
			return entry.getValue().isEmpty();
		});
		this.waits.values().forEach((waits) -> waits.forEach((wait) -> lookBy(wait.nextLook(now), now)));
	}

	private void look(ServiceLog log, List<Wait> waits, long now) {
		List<Wait> due = waits.stream().filter((wait) -> wait.isDue(now)).toList();
		if (due.isEmpty()) {
			return;
		}
		long newest = due.stream().mapToLong(Wait::newest).max().orElseThrow();
		List<Wait.Laggard> laggards = laggards(log, newest);
		waits.removeIf((wait) -> wait.isDue(now) && wait.endIfOver(laggards, now));
	}

	private void lookBy(long at, long now) {
		Long next = this.nextLook;
		if (next == null || at - next < 0) {
			this.nextLook = at;
			this.thread.schedule(this::lookIfDue, at - now);
		}
	}

	private void lookIfDue() {
		Long next = this.nextLook;
		// else an earlier look has done it already
		if (next != null && this.ticker.getAsLong() - next >= 0) {
			look();
		}
	}

	/**
	 * Returns those who are expected to acknowledge a revision and have not.
	 */
	private List<Wait.Laggard> laggards(ServiceLog log, long revision) {
		List<Wait.Laggard> laggards = new ArrayList<>();
		for (Subscription each : log.subscriptions) {
			if (each.settled < revision && each.live()) {
				laggards.add(new Wait.Laggard(each.settled, each.reader.owner()));
			}
		}
		for (Reader each : this.followers.apply(log.service())) {
			if (each.live().getAsBoolean()) {
				laggards.add(new Wait.Laggard(ServiceLog.NOTHING, each.owner()));
			}
		}
		for (AnsweredQueries.Answered each : this.queries.of(log.service(), this.ticker.getAsLong())) {
			if (each.acknowledged < revision) {
				laggards.add(new Wait.Laggard(each.acknowledged, null));
			}
		}
		return laggards;
	}

	private @Nullable Cursor cursor(long revision) {
		return (revision != ServiceLog.NOTHING) ? new Cursor(this.epoch, revision) : null;
	}

}
