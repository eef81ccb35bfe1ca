package io.movieinfo.registry.server.watch;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

import io.movieinfo.registry.protocol.Cursor;
import io.movieinfo.registry.protocol.ServiceKey;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Every committed change of all services, in order, for as long as history lasts: a ring
 * of the newest ones, bounded in number, time and memory. All that is kept of a follower
 * is its place in the ring, so that a slow one costs nothing; whom the ring has overtaken
 * is told to list everything again.
 * <p>
 * Confined to the hub's thread, which the executor's tasks run on.
 */
final class ChangeFeed {

	private static final Logger logger = LoggerFactory.getLogger(ChangeFeed.class);

	/** How many changes one event holds at most. */
	private static final int MAX_CHANGES = 256;

	/** An event gets no further change once its changes hold so many bytes. */
	private static final long EVENT_BYTES = 1024 * 1024;

	private final String epoch;

	private final LongSupplier ticker;

	private final Executor executor;

	private final Kept[] ring;

	private final long maxNanos;

	private final long maxBytes;

	private final Set<Place> places = new LinkedHashSet<>();

	// changes are numbered from 0: those from the first up to, without it, the next are
	// in the ring
	private long first;

	private long next;

	// what the changes in the ring hold
	private long bytes;

	// of the newest change, and of the newest that is not in the ring any more
	private long revision;

	private long floor;

	/**
	 * Creates a feed without changes.
	 * @param revision where it begins: older cursors are out of history
	 * @param maxChanges how many changes are kept at most
	 * @param maxNanos for how long they are kept at most
	 * @param maxBytes how much memory they hold at most, as estimated
	 */
	ChangeFeed(String epoch, long revision, int maxChanges, long maxNanos, long maxBytes, LongSupplier ticker,
			Executor executor) {
		this.epoch = epoch;
		this.revision = revision;
		this.floor = revision;
		this.ring = new Kept[maxChanges];
		this.maxNanos = maxNanos;
		this.maxBytes = maxBytes;
		this.ticker = ticker;
		this.executor = executor;
	}

	/**
	 * Takes committed changes, all newer than those before, and tells the followers.
	 */
	void add(List<Change> changes) {
		long now = this.ticker.getAsLong();
		for (Change change : changes) {
			if (this.next - this.first == this.ring.length) {
				dropFirst();
			}
			Kept kept = new Kept(change, now, change.estimatedBytes());
			this.ring[slot(this.next++)] = kept;
			this.bytes += kept.bytes;
			this.revision = change.revision();
			dropTooMuch();
		}
		dropOld(now);
		List.copyOf(this.places).forEach((place) -> tell(place, false));
	}

	/**
	 * Tells every follower that from now on everything that is registered is known.
	 */
	void completed() {
		for (Place place : List.copyOf(this.places)) {
			place.reset = FeedEvent.Reason.COMPLETE;
			tell(place, false);
		}
	}

	/**
	 * Returns a place in the feed, which begins with the next task of the executor.
	 */
	Following follow(Predicate<ServiceKey> scope, @Nullable Cursor after, Follower follower, Reader reader) {
		Place place = new Place(scope, follower, reader);
		this.executor.execute(() -> begin(place, after));
		return place;
	}

	/**
	 * Returns who follows a service.
	 */
	List<Reader> readers(ServiceKey service) {
		return this.places.stream().filter((place) -> place.scope.test(service)).map((place) -> place.reader).toList();
	}

	private void begin(Place place, @Nullable Cursor after) {
		if (place.closed) {
			return;
		}
		dropOld(this.ticker.getAsLong());
		place.position = this.next;
		if (after != null && !after.epoch().equals(this.epoch)) {
			place.reset = FeedEvent.Reason.EPOCH;
		}
		else if (after != null && (after.revision() < this.floor || after.revision() > this.revision)) {
			place.reset = FeedEvent.Reason.HISTORY;
		}
		else if (after != null) {
			place.position = firstAfter(after.revision());
		}
		this.places.add(place);
		tell(place, true);
	}

	private void tell(Place place, boolean always) {
		if (place.busy || place.closed) {
			return;
		}
		FeedEvent event = next(place);
		if (always || !(event instanceof FeedEvent.Changes some) || !some.changes().isEmpty()) {
			hand(place, event);
		}
	}

	private FeedEvent next(Place place) {
		FeedEvent.Reason reset = (place.position < this.first) ? FeedEvent.Reason.HISTORY : place.reset;
		if (reset != null) {
			place.reset = null;
			place.position = this.next;
			return new FeedEvent.Reset(cursor(this.revision), reset);
		}
		List<Change> changes = new ArrayList<>();
		long bytes = 0;
		while (place.position < this.next && changes.size() < MAX_CHANGES && bytes < EVENT_BYTES) {
			Kept kept = kept(place.position++);
			if (place.scope.test(kept.change.service())) {
				changes.add(kept.change);
				bytes += kept.bytes;
			}
		}
		boolean all = place.position == this.next;
		return new FeedEvent.Changes(cursor(all ? this.revision : changes.get(changes.size() - 1).revision()), changes);
	}

	private void hand(Place place, FeedEvent event) {
		place.busy = true;
		AtomicBoolean done = new AtomicBoolean();
		try {
			place.follower.next(event, () -> {
				if (done.compareAndSet(false, true)) {
					this.executor.execute(() -> {
						place.busy = false;
						tell(place, false);
					});
				}
			});
		}
		catch (RuntimeException ex) {
			logger.error("A follower of the change feed is closed, because it failed", ex);
			place.close();
		}
	}

	/**
	 * Returns the number of the oldest change that is newer than a revision.
	 */
	private long firstAfter(long revision) {
		long from = this.first;
		long to = this.next;
		while (from < to) {
			long middle = (from + to) >>> 1;
			if (kept(middle).change.revision() > revision) {
				to = middle;
			}
			else {
				from = middle + 1;
			}
		}
		return from;
	}

	private void dropOld(long now) {
		while (this.first < this.next && now - kept(this.first).at > this.maxNanos) {
			dropFirst();
		}
	}

	private void dropTooMuch() {
		while (this.bytes > this.maxBytes) {
			dropFirst();
		}
	}

	private void dropFirst() {
		Kept kept = kept(this.first);
		this.floor = kept.change.revision();
		this.bytes -= kept.bytes;
		this.ring[slot(this.first++)] = null;
	}

	private Kept kept(long number) {
		Kept kept = this.ring[slot(number)];
		if (kept == null) {
			throw new IllegalStateException("change " + number + " is not kept, only those from " + this.first);
		}
		return kept;
	}

	private int slot(long number) {
		return (int) (number % this.ring.length);
	}

	private Cursor cursor(long revision) {
		return new Cursor(this.epoch, revision);
	}

	private record Kept(Change change, long at, long bytes) {

	}

	/**
	 * A follower's place; confined to the hub's thread like the feed, but for what it is
	 * told from outside.
	 */
	private final class Place implements Following {

		private final Predicate<ServiceKey> scope;

		private final Follower follower;

		private final Reader reader;

		// the number of the next change to look at
		private long position;

		private FeedEvent.@Nullable Reason reset;

		private boolean busy;

		private volatile boolean closed;

		Place(Predicate<ServiceKey> scope, Follower follower, Reader reader) {
			this.scope = scope;
			this.follower = follower;
			this.reader = reader;
		}

		@Override
		public void sign() {
			ChangeFeed.this.executor.execute(() -> tell(this, true));
		}

		@Override
		public void close() {
			if (!this.closed) {
				this.closed = true;
				ChangeFeed.this.executor.execute(() -> ChangeFeed.this.places.remove(this));
			}
		}

	}

}
