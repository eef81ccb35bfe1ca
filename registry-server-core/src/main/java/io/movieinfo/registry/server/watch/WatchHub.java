package io.movieinfo.registry.server.watch;

import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

import io.movieinfo.registry.protocol.Cursor;
import io.movieinfo.registry.protocol.ServiceInstance;
import io.movieinfo.registry.protocol.ServiceKey;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells watchers what has changed. The first change of a service goes out at once; those
 * that follow within 10 ms are joined. A watcher has one event at a time, and whatever
 * changes meanwhile is found in the service's log when it is free again: there are no
 * queues.
 * <p>
 * Thread-safe; nothing blocks. All work is done on the given executor, which must run one
 * task at a time, in order.
 */
public final class WatchHub {

	private static final Logger logger = LoggerFactory.getLogger(WatchHub.class);

	private static final long JOIN_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

	/** How many changes are remembered, over all services, and for how long. */
	private static final int HISTORY = 10_000;

	private static final long HISTORY_NANOS = TimeUnit.MINUTES.toNanos(5);

	/** How much memory the remembered changes hold, as estimated. */
	private static final long HISTORY_BYTES = 64 * 1024 * 1024;

	private final String epoch;

	private final LongSupplier ticker;

	private final HubThread thread;

	private final ChangeFeed feed;

	private final Map<ServiceKey, ServiceLog> logs = new HashMap<>();

	private final Removals removals;

	private final Acknowledgements acknowledgements;

	private final WatchObserver observer;

	// the last time that a service was forgotten: what is not known has not changed since
	private long baseline;

	private boolean complete;

	/**
	 * Creates a hub that knows no service yet.
	 * @param epoch names the history of all revisions
	 * @param revision where the history begins: older cursors get snapshots
	 * @param complete whether everything that is registered is known
	 * @param patience how long the caller of a blocking query may take to come back
	 * before it counts as gone
	 * @param ticker the monotonic time in nanoseconds
	 * @param executor runs the hub's work; it stays the caller's to shut down
	 * @param observer is told what watchers are told and acknowledge
	 */
	public WatchHub(String epoch, long revision, boolean complete, Duration patience, LongSupplier ticker,
			ScheduledExecutorService executor, WatchObserver observer) {
		this.epoch = epoch;
		this.baseline = revision;
		this.complete = complete;
		this.ticker = ticker;
		this.thread = new HubThread(executor);
		this.removals = new Removals(HISTORY, HISTORY_NANOS, ticker);
		this.feed = new ChangeFeed(epoch, revision, HISTORY, HISTORY_NANOS, HISTORY_BYTES, ticker,
				this.thread::execute);
		this.acknowledgements = new Acknowledgements(epoch, patience.toNanos(), this.feed::readers, ticker, this.thread,
				observer);
		this.observer = observer;
	}

	/**
	 * Takes over a known service as it was when the history began. To be called before
	 * there are changes.
	 */
	public void restore(ServiceKey service, List<ServiceInstance> instances) {
		this.thread.execute(() -> log(service).restore(instances));
	}

	/**
	 * Takes changes that were committed just now, and tells the watchers of their
	 * services.
	 * @param changes in the order of their revisions, all newer than those before
	 */
	public void changed(List<Change> changes) {
		long committed = this.ticker.getAsLong();
		this.thread.execute(() -> {
			long before = this.baseline;
			Set<ServiceLog> touched = new LinkedHashSet<>();
			for (Change change : changes) {
				ServiceLog log = log(change.service());
				log.record(change);
				if (log.changedAt == null) {
					log.changedAt = committed;
				}
				touched.add(log);
				if (change.id() == null) {
					this.baseline = change.revision();
				}
				else if (change.instance() == null) {
					this.removals.add(log, change);
				}
			}
			if (this.baseline > before) {
				// that is the cursor that readers get for all of them
				this.logs.values().forEach((log) -> log.unknownUntil(this.baseline));
			}
			this.removals.dropOld();
			for (ServiceLog log : touched) {
				tellSoon(log);
				dropIfUnused(log);
			}
			this.feed.add(changes);
		});
	}

	/**
	 * Notes that from now on everything that is registered is known, and sends every
	 * watcher a snapshot that says so.
	 */
	public void completed() {
		this.thread.execute(() -> {
			this.complete = true;
			for (ServiceLog log : this.logs.values()) {
				log.forgetEvents();
				log.subscriptions.forEach((subscription) -> subscription.told = ServiceLog.NOTHING);
				tell(log);
			}
			this.feed.completed();
		});
	}

	/**
	 * Begins a watch. Its first event comes at once: a delta if the cursor is within
	 * history, else a snapshot.
	 * @param service the service, known or not
	 * @param after what the watcher has seen already, or {@code null}
	 * @param watcher is told on the hub's thread
	 * @param reader who watches
	 */
	public Watch watch(ServiceKey service, @Nullable Cursor after, Watcher watcher, Reader reader) {
		Subscription subscription = new Subscription(this, service, watcher, reader);
		this.thread.execute(() -> begin(subscription, after));
		return subscription;
	}

	/**
	 * Follows every single change of some services. The first event comes at once: what
	 * has changed since the cursor, nothing if there is no cursor, or a reset if the
	 * cursor is out of history.
	 * @param scope which services; called on the hub's thread, must not block
	 * @param after what the follower has seen already, or {@code null} to begin now
	 * @param follower is told on the hub's thread
	 * @param reader who follows
	 */
	public Following follow(Predicate<ServiceKey> scope, @Nullable Cursor after, Follower follower, Reader reader) {
		return this.feed.follow(scope, after, follower, reader);
	}

	/**
	 * Waits until everybody who watches a service has acknowledged the last changes of
	 * some of its instances, and has had a moment to finish what was on its way.
	 * @param ids the instances, at least one
	 * @param drainer whose own watches are not waited for, or {@code null}
	 * @param deadline when to give up, by the ticker
	 * @return how far it came, in the order of the ids, completed on the hub's thread, or
	 * a {@link RejectedExecutionException} if that has ended
	 */
	public CompletionStage<List<Acknowledged>> whenAcknowledged(ServiceKey service, List<String> ids,
			@Nullable Object drainer, long deadline) {
		CompletableFuture<List<Acknowledged>> answer = new CompletableFuture<>();
		this.thread.execute(() -> {
			ServiceLog log = log(service);
			this.acknowledgements.await(log, new Wait(ids, log.cursors(ids), drainer, deadline, answer));
			dropIfUnused(log);
		}, answer);
		return answer;
	}

	/**
	 * Returns who watches a service, completed as for {@link #whenAcknowledged}.
	 */
	public CompletionStage<List<WatcherDetails>> watchers(ServiceKey service) {
		CompletableFuture<List<WatcherDetails>> answer = new CompletableFuture<>();
		this.thread.execute(() -> {
			ServiceLog log = this.logs.get(service);
			answer.complete((log != null) ? this.acknowledgements.watchers(log) : List.of());
		}, answer);
		return answer;
	}

	/**
	 * Returns how many sessions and blocking queries watch each service, also those that
	 * are not known; without those that nobody watches. Completed as for
	 * {@link #whenAcknowledged}.
	 */
	public CompletionStage<Map<ServiceKey, Integer>> watcherCounts() {
		CompletableFuture<Map<ServiceKey, Integer>> answer = new CompletableFuture<>();
		this.thread.execute(() -> answer.complete(this.acknowledgements.counts(this.logs.values())), answer);
		return answer;
	}

	/**
	 * Answers all who wait for acknowledgements, now and from now on, as if their time
	 * was over.
	 */
	public void endWaits() {
		this.thread.execute(this.acknowledgements::close);
	}

	void acknowledged(Subscription subscription, Cursor cursor, boolean underWay) {
		this.thread.execute(() -> {
			ServiceLog log = this.logs.get(subscription.service);
			if (log != null && log.subscriptions.contains(subscription)) {
				this.acknowledgements.acknowledged(log, subscription, cursor, underWay);
			}
		});
	}

	void ended(Subscription subscription) {
		this.thread.execute(() -> {
			ServiceLog log = this.logs.get(subscription.service);
			if (log != null && log.subscriptions.remove(subscription)) {
				this.acknowledgements.ended(log, subscription);
				dropIfUnused(log);
			}
		});
	}

	private void begin(Subscription subscription, @Nullable Cursor after) {
		if (subscription.closed()) {
			return;
		}
		this.removals.dropOld();
		ServiceLog log = log(subscription.service);
		log.subscriptions.add(subscription);
		if (after != null && log.continues(after)) {
			subscription.told = after.revision();
		}
		this.acknowledgements.began(log, subscription, after);
		tell(log, subscription);
	}

	private void tellSoon(ServiceLog log) {
		if (log.subscriptions.isEmpty()) {
			log.changedAt = null;
			return;
		}
		if (log.tellingLater) {
			return;
		}
		Long toldAt = log.toldAt;
		long wait = (toldAt != null) ? toldAt + JOIN_NANOS - this.ticker.getAsLong() : 0;
		if (wait <= 0) {
			tell(log);
			return;
		}
		log.tellingLater = true;
		this.thread.schedule(() -> tell(log), wait);
	}

	private void tell(ServiceLog log) {
		log.tellingLater = false;
		log.toldAt = this.ticker.getAsLong();
		for (Subscription subscription : List.copyOf(log.subscriptions)) {
			if (log.revision() != subscription.told) {
				if (log.changedAt != null) {
					subscription.lag.behind(log.changedAt);
				}
				if (!subscription.busy) {
					tell(log, subscription);
				}
			}
		}
		log.changedAt = null;
	}

	private void tell(ServiceLog log, Subscription subscription) {
		if (subscription.closed()) {
			return;
		}
		boolean first = !subscription.begun;
		WatchEvent event = log.since(subscription.told, this.complete);
		subscription.told = log.revision();
		subscription.lag.told(subscription.told);
		subscription.begun = true;
		subscription.busy = true;
		AtomicBoolean done = new AtomicBoolean();
		try {
			subscription.watcher.changed(event, () -> {
				if (done.compareAndSet(false, true)) {
					this.thread.execute(() -> ready(log, subscription));
				}
			});
		}
		catch (RuntimeException ex) {
			logger.error("A watch of {} is closed, because its watcher failed", log.service(), ex);
			subscription.close();
			return;
		}
		this.observer.told(event, subscription.reader, first);
	}

	private void ready(ServiceLog log, Subscription subscription) {
		subscription.busy = false;
		// if the service's watchers are to be told in a moment, this one waits with them
		if (log.revision() != subscription.told && !log.tellingLater) {
			tell(log, subscription);
		}
	}

	private ServiceLog log(ServiceKey service) {
		return this.logs.computeIfAbsent(service, (key) -> new ServiceLog(key, this.epoch, this.baseline));
	}

	private void dropIfUnused(ServiceLog log) {
		if (!log.known() && log.subscriptions.isEmpty()) {
			this.logs.remove(log.service(), log);
		}
	}

}
