package io.movieinfo.registry.server.app.session;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

import io.movieinfo.registry.server.Registry;
import jakarta.websocket.CloseReason.CloseCodes;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * All open sessions. Ends those whose clients are silent or do not read, and all of them
 * when the server stops: after it has ceased to accept connections, so that clients go
 * elsewhere rather than come straight back, and before the web server cuts them off.
 */
@Component
final class Sessions implements SmartLifecycle {

	/** How many heartbeats a client may miss. */
	static final int MISSED_HEARTBEATS = 4;

	/** How long one message may be on its way. */
	static final Duration MOST_STALLED = Duration.ofSeconds(10);

	private static final Logger logger = LoggerFactory.getLogger(Sessions.class);

	private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

	private static final long STALL_NANOS = TimeUnit.SECONDS.toNanos(1);

	private static final long STOP_NANOS = TimeUnit.SECONDS.toNanos(5);

	private final Registry registry;

	private final LongSupplier ticker = System::nanoTime;

	private final Set<OpenSession> open = ConcurrentHashMap.newKeySet();

	private final long mostSilence;

	private volatile @Nullable ScheduledExecutorService thread;

	private long checked;

	Sessions(Registry registry) {
		this.registry = registry;
		this.mostSilence = MISSED_HEARTBEATS * registry.leases().heartbeatInterval().toNanos();
	}

	LongSupplier ticker() {
		return this.ticker;
	}

	int count() {
		return this.open.size();
	}

	OpenSession open(Connection connection) {
		OpenSession session = new OpenSession(this, this.registry, connection);
		this.open.add(session);
		return session;
	}

	/**
	 * Ends a session from any thread, without blocking it.
	 * @param closing closes the connection, and may block a little
	 */
	void end(OpenSession session, Runnable closing, String reason) {
		logger.info("Closing {}: {}", session, reason);
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
		this.open.remove(session);
		session.release();
		logger.debug("{} is over: {}", session, reason);
	}

	@Override
	@SuppressWarnings("FutureReturnValueIgnored") // the check contains its own failures
	public void start() {
		ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor((task) -> {
			Thread sessions = new Thread(task, "registry-sessions");
			sessions.setDaemon(true);
			return sessions;
		});
		this.thread = thread;
		this.checked = this.ticker.getAsLong();
		thread.scheduleWithFixedDelay(this::check, TICK_NANOS, TICK_NANOS, TimeUnit.NANOSECONDS);
	}

	@Override
	public void stop() {
		ScheduledExecutorService thread = this.thread;
		if (thread == null) {
			return;
		}
		this.thread = null;
		thread.shutdownNow();
		long deadline = this.ticker.getAsLong() + STOP_NANOS;
		int count = this.open.size();
		for (OpenSession session : this.open) {
			// the web server cuts off the rest
			if (this.ticker.getAsLong() - deadline < 0) {
				session.close(CloseCodes.GOING_AWAY, "the server is stopping");
			}
		}
		logger.info("Closed {} sessions", count);
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
		for (OpenSession session : this.open) {
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

}
