package io.movieinfo.registry.client.discovery;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

import io.movieinfo.registry.balancer.ServiceEndpoints;
import io.movieinfo.registry.client.discovery.ServiceSnapshot.Source;
import io.movieinfo.registry.client.transport.ClientThread;
import io.movieinfo.registry.protocol.ServiceKey;
import org.jspecify.annotations.Nullable;

/**
 * What the process knows of one service. Written by the client thread, readable by all
 * others at any time.
 */
final class ServiceView implements ServiceStatistics {

	private static final Duration LONGEST_DELAY = Duration.ofMillis(500);

	/**
	 * How long nobody has to ask for a service that is not known until it is forgotten.
	 */
	private static final Duration REMEMBERED = Duration.ofMinutes(5);

	/** How often the shares of endpoints that warm up are brought up to date. */
	private static final Duration WARM_UP_STEP = Duration.ofSeconds(1);

	private final ServiceKey key;

	private final ClientThread thread;

	private final ServiceEndpoints endpoints;

	private final KnownServices known;

	private final Supplier<Instant> clock;

	private final CountDownLatch answered = new CountDownLatch(1);

	private final LongAdder pushes = new LongAdder();

	private final ServiceLog log = new ServiceLog();

	/** When the first look-up is over, in {@link ClientThread#nanoTime} terms. */
	private final long waitUntil;

	/** Belongs to the client thread. */
	private final List<ListenerQueue> listeners = new ArrayList<>();

	/** Belongs to the client thread. */
	private boolean warmingUp;

	/** Those of all services that are not known, until this one is. */
	private volatile RequestCounts requests;

	private volatile boolean isKnown;

	/**
	 * When it was last asked for while it was not known, in {@link ClientThread#nanoTime}
	 * terms.
	 */
	private volatile long askedAt;

	private volatile boolean live;

	/**
	 * When it was last live, by the wall clock; {@code null} if it never ceased to be.
	 */
	private volatile @Nullable Instant liveUntil;

	private volatile ServiceSnapshot snapshot;

	/** Why the registry refuses to tell of this service, if it does. */
	private volatile @Nullable String refusal;

	/**
	 * Creates a view of a service of which nothing is known yet.
	 * @param unknown counts requests for as long as the service is not known
	 * @param known is told when it is
	 * @param clock the wall clock
	 */
	ServiceView(ServiceKey key, ServiceEndpoints endpoints, ClientThread thread, Duration initialWait,
			RequestCounts unknown, KnownServices known, Supplier<Instant> clock) {
		this.key = key;
		this.requests = unknown;
		this.known = known;
		this.clock = clock;
		this.thread = thread;
		this.endpoints = endpoints;
		this.askedAt = thread.nanoTime();
		this.waitUntil = this.askedAt + initialWait.toNanos();
		this.snapshot = ServiceSnapshot.unreachable(key);
	}

	@Override
	public ServiceKey key() {
		return this.key;
	}

	ServiceEndpoints endpoints() {
		return this.endpoints;
	}

	@Override
	public ServiceSnapshot snapshot() {
		return this.snapshot;
	}

	@Override
	public @Nullable String refusal() {
		return this.refusal;
	}

	@Override
	public boolean live() {
		return this.live;
	}

	@Override
	public @Nullable Duration age() {
		Instant told = this.snapshot.asOf();
		if (this.live || told == null) {
			return this.live ? Duration.ZERO : null;
		}
		Instant since = this.liveUntil;
		Duration age = Duration.between((since != null) ? since : told, this.clock.get());
		return age.isNegative() ? Duration.ZERO : age;
	}

	@Override
	public long requests(RequestStatus status) {
		return this.isKnown ? this.requests.get(status) : 0;
	}

	@Override
	public long picks() {
		return this.isKnown ? this.requests.picks() : 0;
	}

	@Override
	public long failovers() {
		return this.isKnown ? this.requests.failovers() : 0;
	}

	@Override
	public long pushes() {
		return this.pushes.sum();
	}

	@Override
	public long ejections() {
		return this.endpoints.ejections();
	}

	@Override
	public int ejectedInstances() {
		return this.endpoints.ejected();
	}

	@Override
	public int pickableInstances() {
		return this.endpoints.current().size();
	}

	/**
	 * Returns where a request of now is to be counted.
	 */
	RequestCounts requests() {
		return this.requests;
	}

	/**
	 * The registry has told something in the present session.
	 */
	void pushed() {
		this.pushes.increment();
	}

	/**
	 * What is known is what the registry knows, until the session ends.
	 */
	void upToDate() {
		this.live = true;
	}

	/**
	 * The session is lost: what is known grows old.
	 */
	void outdated() {
		if (this.live) {
			this.liveUntil = this.clock.get();
			this.live = false;
		}
	}

	void refused(@Nullable String reason) {
		this.refusal = reason;
	}

	/**
	 * Waits for the first useful answer, unless the time for that is over. The client
	 * thread ends the wait on time, so that whatever it falls back on is there; waiting a
	 * little longer is for the case that it cannot.
	 */
	void awaitAnswer() {
		if (!this.isKnown) {
			this.askedAt = this.thread.nanoTime();
		}
		if (this.answered.getCount() == 0 || this.thread.isCurrent() || this.thread.isClosed()) {
			return;
		}
		try {
			long left = this.waitUntil - this.thread.nanoTime();
			if (left > 0) {
				var unused = this.answered.await(left + LONGEST_DELAY.toNanos(), TimeUnit.NANOSECONDS);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * Lets nobody wait any longer.
	 */
	void stopWaiting() {
		this.answered.countDown();
	}

	void publish(ServiceSnapshot next) {
		ServiceSnapshot previous = this.snapshot;
		boolean newlyKnown = !this.isKnown && next.status() == ServiceSnapshot.Status.LISTED;
		if (newlyKnown) {
			// before the snapshot: what is then found is counted by the service's name
			this.requests = new RequestCounts();
			this.isKnown = true;
		}
		boolean changed = !next.allInstances().equals(previous.allInstances());
		if (next.source() == Source.REGISTRY) {
			this.refusal = null;
		}
		if (changed) {
			// before the snapshot: who has seen the news there picks from them as well
			this.endpoints.update(next.allInstances());
			warmUp();
		}
		this.snapshot = next;
		if (next.complete() || !next.allInstances().isEmpty()) {
			this.answered.countDown();
		}
		if (changed || previous.status() != next.status() || previous.complete() != next.complete()
				|| previous.source() != next.source()) {
			this.listeners.forEach((listener) -> listener.offer(next));
		}
		if (newlyKnown) {
			this.known.add(this);
		}
		if (changed) {
			this.log.changed(previous, next);
		}
	}

	void addListener(ListenerQueue listener) {
		this.listeners.add(listener);
		listener.offer(this.snapshot);
	}

	void removeListener(ListenerQueue listener) {
		this.listeners.remove(listener);
	}

	/**
	 * Whether nobody would miss it: the registry has named no instance, nobody listens,
	 * and nobody has asked for a while. On the client thread.
	 */
	boolean isForgettable() {
		long now = this.thread.nanoTime();
		return !this.isKnown && this.listeners.isEmpty() && now - this.askedAt >= REMEMBERED.toNanos()
				&& now - this.waitUntil >= 0;
	}

	private void warmUp() {
		if (this.endpoints.isWarmingUp() && !this.warmingUp) {
			this.warmingUp = true;
			this.thread.schedule(WARM_UP_STEP, () -> {
				this.warmingUp = false;
				this.endpoints.refresh();
				warmUp();
			});
		}
	}

}
