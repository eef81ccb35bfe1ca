package io.movieinfo.registry.server.journal;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

import io.movieinfo.registry.protocol.ServiceKey;
import io.movieinfo.registry.server.watch.Following;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The newest of what has happened, in a ring in memory, and in the log. All that is kept
 * of a follower is its place in the ring: a slow one costs nothing, and is told when the
 * ring has overtaken it. What is about the whole registry concerns everybody.
 * <p>
 * Thread-safe but for {@link #add} and {@link #tick}, which belong to one thread; nothing
 * blocks. All other work is done on the given executor, which must run one task at a
 * time, in order.
 */
public final class Journal {

	/** How many entries are kept. */
	public static final int KEPT = 1_000;

	private static final Logger logger = LoggerFactory.getLogger(Journal.class);

	/** How many entries a follower is told at once, at most. */
	private static final int MAX_ENTRIES = 100;

	private final Clock clock;

	private final Executor executor;

	private final JournalLog log;

	// all below is confined to the executor
	private final JournalEntry[] ring = new JournalEntry[KEPT];

	private final Set<Place> places = new LinkedHashSet<>();

	// entries from the first up to, without it, the next are in the ring
	private long first;

	private long next;

	/**
	 * Creates an empty journal.
	 * @param ticker the monotonic time in nanoseconds
	 * @param clock says when things happen, and where the numbers begin
	 * @param executor does the work; it stays the caller's to shut down
	 */
	public Journal(LongSupplier ticker, Clock clock, Executor executor) {
		this.clock = clock;
		this.executor = executor;
		this.log = new JournalLog(ticker);
		this.first = clock.millis();
		this.next = this.first;
	}

	/**
	 * Takes what has just happened, and tells the followers.
	 */
	public void add(List<Note> notes) {
		Instant now = this.clock.instant();
		this.log.add(notes);
		execute(() -> {
			for (Note note : notes) {
				append(new JournalEntry(this.next, now, note));
			}
			List.copyOf(this.places).forEach((place) -> tell(place, false));
		});
	}

	/**
	 * Is to be called now and then: what the log has left out is told in time.
	 */
	public void tick() {
		this.log.tick();
	}

	/**
	 * Returns the newest entries, newest first, or fails with a
	 * {@link RejectedExecutionException} once the executor has ended.
	 * @param scope which services; called on the executor, must not block
	 * @param instance only what was about an instance with this id, or about a whole
	 * service; {@code null} for all
	 * @param max how many at most
	 */
	public CompletionStage<List<JournalEntry>> newest(Predicate<ServiceKey> scope, @Nullable String instance, int max) {
		CompletableFuture<List<JournalEntry>> answer = new CompletableFuture<>();
		try {
			this.executor.execute(() -> {
				List<JournalEntry> found = new ArrayList<>();
				for (long number = this.next - 1; number >= this.first && found.size() < max; number--) {
					if (entry(number).concerns(scope, instance)) {
						found.add(entry(number));
					}
				}
				answer.complete(List.copyOf(found));
			});
		}
		catch (RejectedExecutionException ex) {
			answer.completeExceptionally(ex);
		}
		return answer;
	}

	/**
	 * Follows what happens. The first news come at once: the entries since the given
	 * number, or the newest ones.
	 * @param scope which services; called on the executor, must not block
	 * @param after the last entry that the follower has seen, or {@code null}
	 * @param last without such an entry: how many of the newest to begin with
	 * @param follower is told on the executor
	 */
	public Following follow(Predicate<ServiceKey> scope, @Nullable Long after, int last, JournalFollower follower) {
		Place place = new Place(scope, follower);
		execute(() -> begin(place, after, last));
		return place;
	}

	private void append(JournalEntry entry) {
		if (this.next - this.first == KEPT) {
			this.first++;
		}
		this.ring[slot(this.next++)] = entry;
	}

	private void begin(Place place, @Nullable Long after, int last) {
		if (place.closed) {
			return;
		}
		if (after == null) {
			place.position = beginOfLast(place.scope, last);
		}
		else if (after >= this.first - 1 && after < this.next) {
			place.position = after + 1;
		}
		else {
			// overtaken, or of another run of the registry
			place.position = this.first;
			place.missed = true;
		}
		this.places.add(place);
		tell(place, true);
	}

	private long beginOfLast(Predicate<ServiceKey> scope, int last) {
		long position = this.next;
		for (int missing = last; missing > 0 && position > this.first;) {
			missing -= entry(--position).concerns(scope, null) ? 1 : 0;
		}
		return position;
	}

	private void tell(Place place, boolean always) {
		if (place.busy || place.closed) {
			return;
		}
		JournalNews news = next(place);
		if (always || news.missed() || !news.entries().isEmpty()) {
			hand(place, news);
		}
	}

	private JournalNews next(Place place) {
		boolean missed = place.missed || place.position < this.first;
		place.missed = false;
		place.position = Math.max(place.position, this.first);
		List<JournalEntry> entries = new ArrayList<>();
		while (place.position < this.next && entries.size() < MAX_ENTRIES) {
			JournalEntry entry = entry(place.position++);
			if (entry.concerns(place.scope, null)) {
				entries.add(entry);
			}
		}
		return new JournalNews(entries, missed, place.position - 1);
	}

	private void hand(Place place, JournalNews news) {
		place.busy = true;
		AtomicBoolean done = new AtomicBoolean();
		try {
			place.follower.next(news, () -> {
				if (done.compareAndSet(false, true)) {
					execute(() -> {
						place.busy = false;
						tell(place, false);
					});
				}
			});
		}
		catch (RuntimeException ex) {
			logger.error("A follower of the journal is closed, because it failed", ex);
			place.close();
		}
	}

	private JournalEntry entry(long number) {
		return this.ring[slot(number)];
	}

	private static int slot(long number) {
		return (int) (number % KEPT);
	}

	private void execute(Runnable task) {
		try {
			this.executor.execute(task);
		}
		catch (RejectedExecutionException ex) {
			// followers hear nothing more once the executor has ended
			logger.trace("The journal is closed", ex);
		}
	}

	/**
	 * A follower's place; confined to the executor, but for what it is told from outside.
	 */
	private final class Place implements Following {

		private final Predicate<ServiceKey> scope;

		private final JournalFollower follower;

		// the number of the next entry to look at
		private long position;

		private boolean missed;

		private boolean busy;

		private volatile boolean closed;

		Place(Predicate<ServiceKey> scope, JournalFollower follower) {
			this.scope = scope;
			this.follower = follower;
		}

		@Override
		public void sign() {
			execute(() -> tell(this, true));
		}

		@Override
		public void close() {
			if (!this.closed) {
				this.closed = true;
				execute(() -> Journal.this.places.remove(this));
			}
		}

	}

}
