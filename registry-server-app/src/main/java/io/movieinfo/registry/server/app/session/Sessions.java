package io.movieinfo.registry.server.app.session;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

import io.movieinfo.registry.server.Registry;
import io.movieinfo.registry.server.app.ConnectedSessions;
import jakarta.websocket.CloseReason.CloseCodes;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * All open sessions. Ends those whose clients are silent or do not read, and all of them
 * when the server stops: after it has ceased to accept connections, so that clients go
 * elsewhere rather than come straight back, and before the web server cuts them off.
 */
@Component
final class Sessions implements ConnectedSessions, SmartLifecycle {

	/** How many heartbeats a client may miss. */
	static final int MISSED_HEARTBEATS = 4;

	/** How long one message may be on its way. */
	static final Duration MOST_STALLED = Duration.ofSeconds(10);

	private static final Logger logger = LoggerFactory.getLogger(Sessions.class);

	private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

	private static final long STALL_NANOS = TimeUnit.SECONDS.toNanos(1);

	private static final long GO_AWAY_NANOS = TimeUnit.SECONDS.toNanos(1);

	private static final long STOP_NANOS = TimeUnit.SECONDS.toNanos(5);

	private static final String STOPPING = "the server is stopping";

	private final Registry registry;

	private final LongSupplier ticker;

	private final Supplier<ScheduledExecutorService> threads;

	// by the number of its opening
	private final Map<Long, OpenSession> open = new ConcurrentHashMap<>();

	private final AtomicLong opened = new AtomicLong();

	private final ClosingLog closingLog;

	private final long mostSilence;

	private volatile @Nullable ScheduledExecutorService thread;

	private long checked;

	@Autowired
	Sessions(Registry registry) {
		this(registry, System::nanoTime, Sessions::daemonThread);
	}

	/**
	 * Creates the sessions of a registry.
	 * @param ticker the monotonic time in nanoseconds
	 * @param threads makes the thread that looks after sessions, at the start
	 */
	Sessions(Registry registry, LongSupplier ticker, Supplier<ScheduledExecutorService> threads) {
		this.registry = registry;
		this.ticker = ticker;
		this.threads = threads;
		this.closingLog = new ClosingLog(ticker);
		this.mostSilence = MISSED_HEARTBEATS * registry.leases().heartbeatInterval().toNanos();
	}

	LongSupplier ticker() {
		return this.ticker;
	}

	@Override
	public int count() {
		return this.open.size();
	}

	OpenSession open(Connection connection) {
		OpenSession session = new OpenSession(this.opened.incrementAndGet(), this, this.registry, connection);
		this.open.put(session.number(), session);
		return session;
	}

	/**
	 * Ends a session from any thread, without blocking it.
	 * @param closing closes the connection, and may block a little
	 */
	void end(OpenSession session, Runnable closing, String reason) {
		this.closingLog.closing(session, reason);
		ScheduledExecutorService thread = this.thread;
		try {
			if (thread != null) {
				thread.execute(closing);
			}
		}
		catch (RejectedExecutionException ex) {
			// the server is stopping, and closes all of them
		}
	}

	void closed(OpenSession session, String reason) {
		try {
			session.release();
		}
		finally {
			// what is not counted any more holds nothing any more
			this.open.remove(session.number());
		}
		logger.debug("{} is over: {}", session, reason);
	}

	@Override
	@SuppressWarnings("FutureReturnValueIgnored") // the check contains its own failures
	public void start() {
		ScheduledExecutorService thread = this.threads.get();
		this.thread = thread;
		this.checked = this.ticker.getAsLong();
		thread.scheduleWithFixedDelay(this::check, TICK_NANOS, TICK_NANOS, TimeUnit.NANOSECONDS);
	}

	@Override
	public void stop() {
		if (this.thread == null) {
			return;
		}
		long deadline = this.ticker.getAsLong() + STOP_NANOS;
		CountDownLatch untold = sendAway();
		try {
			if (!untold.await(GO_AWAY_NANOS, TimeUnit.NANOSECONDS)) {
				logger.info("{} clients could not be told to go elsewhere", untold.getCount());
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		closeAll(deadline);
	}

	/**
	 * Ceases to look after sessions, and tells all clients that this server goes. Does
	 * not wait.
	 * @return counts those who have not got it yet; some do not read
	 */
	CountDownLatch sendAway() {
		ScheduledExecutorService thread = this.thread;
		this.thread = null;
		if (thread != null) {
			thread.shutdownNow();
		}
		List<OpenSession> sessions = List.copyOf(this.open.values());
		CountDownLatch untold = new CountDownLatch(sessions.size());
		sessions.forEach((session) -> session.goAway(STOPPING, untold::countDown));
		return untold;
	}

	/**
	 * Closes all sessions.
	 * @param deadline from then on the rest is left to the web server, which cuts it off
	 */
	void closeAll(long deadline) {
		List<OpenSession> sessions = List.copyOf(this.open.values());
		for (OpenSession session : sessions) {
			if (this.ticker.getAsLong() - deadline < 0) {
				session.close(CloseCodes.GOING_AWAY, STOPPING);
			}
		}
		logger.info("Closed {} sessions", sessions.size());
	}

	@Override
	public boolean isRunning() {
		return this.thread != null;
	}

	@Override
	public boolean isPauseable() {
		return false;
	}

	@Override
	public int getPhase() {
		// between the two
		return WebServerApplicationContext.START_STOP_LIFECYCLE_PHASE + 512;
	}

	private void check() {
		long now = this.ticker.getAsLong();
		long late = now - this.checked - TICK_NANOS;
		this.checked = now;
		this.closingLog.tick();
		for (OpenSession session : this.open.values()) {
			try {
				if (late > STALL_NANOS) {
					session.forgive(late);
				}
				session.check(this.mostSilence, MOST_STALLED.toNanos());
			}
			catch (RuntimeException ex) {
				logger.error("{} could not be checked", session, ex);
			}
		}
	}

	private static ScheduledExecutorService daemonThread() {
		return Executors.newSingleThreadScheduledExecutor((task) -> {
			Thread sessions = new Thread(task, "registry-sessions");
			sessions.setDaemon(true);
			return sessions;
		});
	}

}
