package io.movieinfo.registry.server.app.api;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * All requests whose answers are still to come. One thread ends those whose time is over,
 * looks once a second whose clients are gone, and ends all of them when the server stops,
 * before the web server would wait for them.
 */
@Component
final class HeldRequests implements SmartLifecycle {

	private static final Logger logger = LoggerFactory.getLogger(HeldRequests.class);

	private static final long LOOK_MILLIS = 1_000;

	// with what ends each of them when the server stops
	private final Map<HeldRequest, Runnable> open = new ConcurrentHashMap<>();

	private final ScheduledThreadPoolExecutor thread;

	private volatile boolean running;

	HeldRequests() {
		this.thread = new ScheduledThreadPoolExecutor(1, (task) -> {
			Thread thread = new Thread(task, "registry-held-requests");
			thread.setDaemon(true);
			return thread;
		});
		this.thread.setRemoveOnCancelPolicy(true);
		// what is held once the server stops is over already
		this.thread.setRejectedExecutionHandler(new ThreadPoolExecutor.DiscardPolicy());
		this.thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
	}

	/**
	 * Holds a request.
	 * @param stopping what it comes to when the server stops before it is over
	 */
	HeldRequest hold(HttpServletRequest request, HttpServletResponse response, Stopping stopping) throws IOException {
		HeldRequest held = HeldRequest.hold(request, response);
		this.open.put(held, () -> stopping.end(held));
		held.whenOver(() -> this.open.remove(held));
		if (!this.running) {
			stopping.end(held);
		}
		return held;
	}

	/**
	 * Does something after a while, unless the request is over by then.
	 */
	void after(Duration wait, HeldRequest held, Runnable task) {
		Future<?> due = this.thread.schedule(() -> contain(task), wait.toNanos(), TimeUnit.NANOSECONDS);
		held.whenOver(() -> due.cancel(false));
	}

	/**
	 * Does something again and again until the request is over.
	 */
	void every(Duration pause, HeldRequest held, Runnable task) {
		Future<?> due = this.thread.scheduleWithFixedDelay(() -> contain(task), pause.toNanos(), pause.toNanos(),
				TimeUnit.NANOSECONDS);
		held.whenOver(() -> due.cancel(false));
	}

	int count() {
		return this.open.size();
	}

	/**
	 * How many things wait for their time.
	 */
	int waiting() {
		return this.thread.getQueue().size();
	}

	@Override
	@SuppressWarnings("FutureReturnValueIgnored") // the look contains its own failures
	public void start() {
		this.running = true;
		this.thread.scheduleWithFixedDelay(() -> contain(this::look), LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
	}

	@Override
	public void stop() {
		this.running = false;
		this.open.values().forEach(HeldRequests::contain);
		this.thread.shutdown();
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public boolean isPauseable() {
		return false;
	}

	@Override
	public int getPhase() {
		// a graceful web server waits for every request that is not over
		return WebServerApplicationContext.GRACEFUL_SHUTDOWN_PHASE + 512;
	}

	private void look() {
		this.open.keySet().forEach((held) -> contain(held::closeIfBroken));
	}

	private static void contain(Runnable task) {
		try {
			task.run();
		}
		catch (RuntimeException ex) {
			logger.error("A request that waits could not be dealt with", ex);
		}
	}

	/**
	 * Ends a request because the server stops.
	 */
	@FunctionalInterface
	interface Stopping {

		void end(HeldRequest held);

	}

}
