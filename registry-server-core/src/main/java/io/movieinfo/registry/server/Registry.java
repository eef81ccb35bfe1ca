package io.movieinfo.registry.server;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;

import io.movieinfo.registry.protocol.Cause;
import io.movieinfo.registry.protocol.Cursor;
import io.movieinfo.registry.protocol.Health;
import io.movieinfo.registry.protocol.InstanceContent;
import io.movieinfo.registry.protocol.InstanceKey;
import io.movieinfo.registry.protocol.Names;
import io.movieinfo.registry.protocol.ServiceKey;
import io.movieinfo.registry.server.lease.GuardSettings;
import io.movieinfo.registry.server.lease.LeaseSettings;
import io.movieinfo.registry.server.probe.Prober;
import io.movieinfo.registry.server.store.RegistryStore;
import io.movieinfo.registry.server.store.StoreOpenException;
import io.movieinfo.registry.server.store.StoredState;
import io.movieinfo.registry.server.watch.Follower;
import io.movieinfo.registry.server.watch.Following;
import io.movieinfo.registry.server.watch.Reader;
import io.movieinfo.registry.server.watch.Watch;
import io.movieinfo.registry.server.watch.Watcher;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The registry: takes registrations, keeps them as long as they are renewed, stores them,
 * and tells readers and watchers. All that an adapter of any protocol needs.
 * <p>
 * Thread-safe. Nothing but {@link #start} and {@link #close} blocks. Changes are carried
 * out in the order in which they come in, and are stored before they are answered or
 * visible to anybody. Their answers are completed on the registry's own thread, so that
 * what depends on them must not block either (or use the {@code …Async} methods); they
 * fail with the exception itself, not wrapped: a {@link RegistryException}. Malformed
 * arguments are refused at once, with an
 * {@link io.movieinfo.registry.protocol.InvalidFieldException}.
 */
public final class Registry implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(Registry.class);

	private static final long CLOSE_MILLIS = 10_000;

	private final RegistryStore store;

	private final LeaseSettings leases;

	private final GuardSettings guard;

	private final Prober prober;

	private final String node;

	private final LongSupplier ticker;

	private final Clock clock;

	private final Function<String, ScheduledExecutorService> threads;

	private final RegistryObserver observer;

	private final Operations operations = new Operations(this::running);

	private final AtomicBoolean started = new AtomicBoolean();

	private final AtomicBoolean closed = new AtomicBoolean();

	private volatile @Nullable Running running;

	Registry(RegistryStore store, LeaseSettings leases, GuardSettings guard, Prober prober, String node,
			LongSupplier ticker, Clock clock, Function<String, ScheduledExecutorService> threads,
			RegistryObserver observer) {
		this.store = store;
		this.leases = leases;
		this.guard = guard;
		this.prober = prober;
		this.node = node;
		this.ticker = ticker;
		this.clock = clock;
		this.threads = threads;
		this.observer = observer;
	}

	public static RegistryBuilder builder() {
		return new RegistryBuilder();
	}

	/**
	 * Opens the store, takes over what is in it and begins to work. Blocks until the
	 * store is loaded.
	 * @throws StoreOpenException if the store cannot be opened
	 * @throws IllegalStateException if the registry was started before
	 */
	public void start() {
		if (this.closed.get() || !this.started.compareAndSet(false, true)) {
			throw new IllegalStateException("the registry was started before");
		}
		StoredState stored = this.store.open();
		Running running = Running.compose(this.node, stored, this.store, this.leases, this.guard, this.prober,
				this.ticker, this.clock, this.threads, this.observer);
		this.running = running;
		running.start(stored.instances());
		logger.info("Registry {} started: epoch {}, revision {}, {} instances of {} services", this.node,
				stored.epoch(), stored.revision(), stored.instances().size(), stored.services().size());
	}

	/**
	 * Stops deciding anything, carries out what was already accepted and closes the
	 * store. Blocks until that is done, 10 s at most for each of its two threads. Later
	 * changes fail with a {@link StoreUnavailableException}, readers go on seeing the
	 * last state, and watchers hear nothing more. Does nothing the second time.
	 */
	@Override
	public void close() {
		Running running = this.running;
		if (!this.closed.compareAndSet(false, true) || running == null) {
			return;
		}
		if (running.close(CLOSE_MILLIS)) {
			this.store.close();
		}
		else {
			logger.warn("The store was still at work when the registry was closed, and is left open");
		}
	}

	/**
	 * The name of this server node.
	 */
	public String node() {
		return this.node;
	}

	/**
	 * Names the history that the registry's revisions belong to. Known once started.
	 */
	public String epoch() {
		return running().epoch();
	}

	public LeaseSettings leases() {
		return this.leases;
	}

	/**
	 * Registers an instance, or renews it. The same start id with the same content only
	 * renews; other content replaces the old one; another start id is a new start of the
	 * process, gets a new incarnation and fences the one before.
	 * @param content what the application says of the instance
	 * @param startId names this start of its process; {@code null} for the one that holds
	 * the id now, or a new one if none does
	 * @param health its health, or {@code null} to keep what was reported. For a new
	 * instance, a new start id and after the registry itself found it dead, {@code null}
	 * means healthy
	 * @param cause why it is unhealthy, {@link Cause#REPORTED} or
	 * {@link Cause#NOT_READY}; {@code null} stands for the first
	 * @param holder through what it is registered
	 * @return the answer, or a {@link SupersededException} or
	 * {@link StoreUnavailableException}
	 */
	public CompletionStage<Registered> register(InstanceContent content, @Nullable String startId,
			@Nullable Health health, @Nullable Cause cause, Holder holder) {
		checkStartId(startId);
		Cause.checkReport(health, cause);
		Running running = running();
		long begun = this.ticker.getAsLong();
		CompletionStage<Registered> registration = running.submit(content.key(), startId, holder,
				() -> running.registrations().register(content, startId, health, cause, holder));
		return observed(content.key(), begun, registration);
	}

	/**
	 * Registers an instance for somebody in this process.
	 * @see #register(InstanceContent, String, Health, Cause, Holder)
	 */
	public CompletionStage<Registered> register(InstanceContent content, @Nullable String startId,
			@Nullable Health health, @Nullable Cause cause) {
		return register(content, startId, health, cause, Holder.IN_PROCESS);
	}

	/**
	 * Replaces the content of a registered instance, and renews it.
	 * @param content the new content; its key says which instance
	 * @param startId the start id that it was registered with
	 * @param holder through what it is updated
	 * @return the answer, or a {@link RegisterAgainException},
	 * {@link SupersededException} or {@link StoreUnavailableException}
	 */
	public CompletionStage<Registered> update(InstanceContent content, String startId, Holder holder) {
		Names.id("start_id", startId);
		Running running = running();
		return running.submit(content.key(), startId, holder,
				() -> running.registrations().update(content, startId, holder));
	}

	/**
	 * Updates an instance for somebody in this process.
	 * @see #update(InstanceContent, String, Holder)
	 */
	public CompletionStage<Registered> update(InstanceContent content, String startId) {
		return update(content, startId, Holder.IN_PROCESS);
	}

	/**
	 * Renews an instance. Nothing is stored and nobody is told unless its health or cause
	 * changes.
	 * @param key the instance
	 * @param startId the start id that it was registered with; {@code null} for the one
	 * that holds the id now
	 * @param health its health, or {@code null} to keep what was reported; after the
	 * registry itself found it dead, {@code null} means healthy
	 * @param cause as for
	 * {@link #register(InstanceContent, String, Health, Cause, Holder) register}
	 * @param holder through what it is renewed
	 * @return the cursor at which the instance's state is visible, or a
	 * {@link RegisterAgainException}, {@link SupersededException} or
	 * {@link StoreUnavailableException}
	 */
	public CompletionStage<Cursor> heartbeat(InstanceKey key, @Nullable String startId, @Nullable Health health,
			@Nullable Cause cause, Holder holder) {
		checkStartId(startId);
		Cause.checkReport(health, cause);
		Running running = running();
		this.observer.heartbeat();
		return running.submit(key, startId, holder,
				() -> running.registrations().heartbeat(key, startId, health, cause, holder));
	}

	/**
	 * Renews an instance for somebody in this process.
	 * @see #heartbeat(InstanceKey, String, Health, Cause, Holder)
	 */
	public CompletionStage<Cursor> heartbeat(InstanceKey key, @Nullable String startId, @Nullable Health health,
			@Nullable Cause cause) {
		return heartbeat(key, startId, health, cause, Holder.IN_PROCESS);
	}

	/**
	 * Takes an instance out of routing because it is leaving, and waits until everybody
	 * who watches its service, but the drainer itself, has acknowledged that and has had
	 * a moment to finish what was on its way, or until the limit is over. It stays listed
	 * as draining until it is deregistered or its process starts anew.
	 * @param key the instance
	 * @param startId the start id that it was registered with; {@code null} for the one
	 * that holds the id now, if that was registered without one, or is not alive
	 * @param limit how long to wait at most, from 0 to
	 * {@value io.movieinfo.registry.protocol.Limits#MAX_DRAIN_MILLIS} ms
	 * @param drainer who asks: its own watches are not waited for
	 * @return how it ended, or a {@link RegisterAgainException},
	 * {@link SupersededException}, {@link StillAliveException} or
	 * {@link StoreUnavailableException}
	 */
	public CompletionStage<Drained> drain(InstanceKey key, @Nullable String startId, Duration limit, Holder drainer) {
		checkStartId(startId);
		Running running = running();
		long deadline = running.drains().deadline(limit);
		Supplier<List<String>> drain = () -> {
			running.registrations().drain(key, startId, drainer);
			return List.of(key.id());
		};
		// who names no start id may be somebody else, to whom the instance is dead
		CompletionStage<List<String>> draining = (startId != null) ? running.submit(key, startId, drainer, drain)
				: running.submit(key, drain);
		return running.drains().whenOver(key.service(), draining, drainer, deadline, (all) -> all.get(0));
	}

	/**
	 * Removes an instance.
	 * @param key the instance
	 * @param startId the start id that it was registered with; {@code null} for the one
	 * that holds the id now, if that was registered without one, or is not alive
	 * @return whether it was there, or a {@link SupersededException} if another start id
	 * holds it, a {@link StillAliveException} or a {@link StoreUnavailableException}
	 */
	public CompletionStage<Boolean> deregister(InstanceKey key, @Nullable String startId) {
		checkStartId(startId);
		Running running = running();
		return running.submit(key, () -> running.registrations().deregister(key, startId));
	}

	/**
	 * Notes that a holder's connection has ended: whatever it still holds is suspected.
	 * Does nothing once the registry is closed.
	 */
	public void lost(Holder holder) {
		running().lost(holder);
	}

	/**
	 * Notes that this process is going to stop. Until it has, nothing is held against
	 * anybody who falls silent or whose connection ends: no lease runs out, and no
	 * instance is found dead. Drains are answered with who has not acknowledged them by
	 * now, because the end of a watch says nothing any more. All else goes on. May be
	 * called at any time, and again.
	 */
	public void stopDeciding() {
		Running running = this.running;
		if (running != null) {
			running.probes().stop();
			running.hub().endWaits();
		}
	}

	/**
	 * What operators see and do.
	 */
	public Operations operations() {
		return this.operations;
	}

	/**
	 * Returns what is listed for a service now. A service that is not known has an empty,
	 * unknown listing.
	 */
	public ServiceListing snapshot(ServiceKey service) {
		return running().published().snapshot(service);
	}

	/**
	 * Returns the known services of a namespace, with counts. An unknown namespace has
	 * none.
	 */
	public ServiceSet services(String namespace) {
		return running().published().services(Names.namespace("namespace", namespace));
	}

	/**
	 * Returns the namespaces that have known services, by name, with the number of these.
	 */
	public SortedMap<String, Integer> namespaces() {
		return running().published().namespaces();
	}

	/**
	 * Watches a service, known or not. The first event comes at once: a delta if the
	 * cursor is within history (an empty one if nothing has changed), else a snapshot.
	 * @param service the service
	 * @param after what the watcher has seen already, or {@code null}
	 * @param watcher is told, on the watch hub's thread
	 * @param reader who watches
	 * @return to end the watch with
	 */
	public Watch watch(ServiceKey service, @Nullable Cursor after, Watcher watcher, Reader reader) {
		return running().hub().watch(service, after, watcher, reader);
	}

	/**
	 * Watches a service for somebody in this process, whom no drain waits for.
	 * @see #watch(ServiceKey, Cursor, Watcher, Reader)
	 */
	public Watch watch(ServiceKey service, @Nullable Cursor after, Watcher watcher) {
		return watch(service, after, watcher, Reader.local());
	}

	/**
	 * Follows every single change of some services. The first event comes at once: what
	 * has changed since the cursor, nothing if there is no cursor, or a reset if the
	 * cursor is out of history.
	 * @param scope which services; called on the watch hub's thread, must not block
	 * @param after what the follower has seen already, or {@code null} to begin now
	 * @param follower is told, on the watch hub's thread; whatever it is told is already
	 * in {@link #snapshot} and {@link #services}
	 * @param reader who follows
	 * @return to end it with
	 */
	public Following follow(Predicate<ServiceKey> scope, @Nullable Cursor after, Follower follower, Reader reader) {
		return running().hub().follow(scope, after, follower, reader);
	}

	/**
	 * Returns the same answer, given once it has been told of.
	 */
	private CompletionStage<Registered> observed(InstanceKey key, long begun,
			CompletionStage<Registered> registration) {
		// by hand, because a composed stage would wrap what it fails with
		CompletableFuture<Registered> answer = new CompletableFuture<>();
		var unused = registration.whenComplete((registered, failure) -> {
			if (failure == null) {
				this.observer.registered(registered, this.ticker.getAsLong() - begun);
				answer.complete(registered);
			}
			else {
				this.observer.registrationFailed(key, failure);
				answer.completeExceptionally(failure);
			}
		});
		return answer;
	}

	private static void checkStartId(@Nullable String startId) {
		if (startId != null) {
			Names.id("start_id", startId);
		}
	}

	private Running running() {
		Running running = this.running;
		if (running == null) {
			throw new IllegalStateException("the registry has not been started");
		}
		return running;
	}

}
