package io.movieinfo.registry.client.transport;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one daemon thread that all of a client's state belongs to. It starts with its first
 * task, in order of arrival; what a task throws is logged. Tasks must not block.
 */
public final class ClientThread implements Executor, AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(ClientThread.class);

	private final ScheduledExecutorService executor;

	private final LongSupplier ticker;

	private volatile @Nullable Thread thread;

	private volatile boolean closed;

	/**
	 * Creates a thread that is still to be started.
	 */
	public ClientThread() {
		this(daemonThread(), System::nanoTime);
	}

	/**
	 * Lets tasks run elsewhere.
	 * @param executor runs one task at a time, in order, and drops what is not yet due
	 * when it is shut down
	 * @param ticker the monotonic time in nanoseconds that the executor goes by
	 */
	public ClientThread(ScheduledExecutorService executor, LongSupplier ticker) {
		this.executor = executor;
		this.ticker = ticker;
	}

	/**
	 * Returns the monotonic time in nanoseconds; on any thread.
	 */
	public long nanoTime() {
		return this.ticker.getAsLong();
	}

	/**
	 * Runs a task on the thread; drops it once closed.
	 */
	@Override
	public void execute(Runnable task) {
		try {
			this.executor.execute(contained(task));
		}
		catch (RejectedExecutionException ex) {
			logger.trace("Dropped a task after the client was closed", ex);
		}
	}

	/**
	 * Runs a task on the thread after a delay; drops it once closed.
	 */
	public Timer schedule(Duration delay, Runnable task) {
		try {
			ScheduledFuture<?> future = this.executor.schedule(contained(task), delay.toNanos(), TimeUnit.NANOSECONDS);
			return () -> future.cancel(false);
		}
		catch (RejectedExecutionException ex) {
			return Timer.NONE;
		}
	}

	/**
	 * Whether the caller is on the thread, and therefore must not wait for it.
	 */
	public boolean isCurrent() {
		return Thread.currentThread() == this.thread;
	}

	public boolean isClosed() {
		return this.closed;
	}

	/**
	 * Ends the thread after the tasks that are due. Does not wait; idempotent.
	 */
	@Override
	public void close() {
		if (!this.closed) {
			// from within, because a shutdown drops whatever is not running yet
			execute(this.executor::shutdown);
			this.closed = true;
		}
	}

	private Runnable contained(Runnable task) {
		return () -> {
			this.thread = Thread.currentThread();
			try {
				task.run();
			}
			catch (RuntimeException | Error ex) {
				logger.error("A task of the registry client failed; the client goes on", ex);
			}
		};
	}

	private static ScheduledExecutorService daemonThread() {
		ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1,
				DaemonThreads.named("registry-client"));
		executor.setRemoveOnCancelPolicy(true);
		executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
		return executor;
	}

	/**
	 * A task that is due later.
	 */
	@FunctionalInterface
	public interface Timer {

		/** Nothing to cancel. */
		Timer NONE = () -> {
		};

		/**
		 * Keeps the task from running, if it has not begun.
		 */
		void cancel();

	}

}
