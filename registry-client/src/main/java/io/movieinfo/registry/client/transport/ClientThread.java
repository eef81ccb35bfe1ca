package io.movieinfo.registry.client.transport;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one daemon thread that all of a client's state belongs to. It starts with its first
 * task, in order of arrival; what a task throws is logged. Tasks must not block.
 */
public final class ClientThread implements Executor, AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(ClientThread.class);

	private final ScheduledThreadPoolExecutor executor;

	private volatile @Nullable Thread thread;

	private volatile boolean closed;

	public ClientThread() {
		this.executor = new ScheduledThreadPoolExecutor(1, (task) -> {
			Thread created = DaemonThreads.named("registry-client").newThread(task);
			this.thread = created;
			return created;
		});
		this.executor.setRemoveOnCancelPolicy(true);
		this.executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
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

	private static Runnable contained(Runnable task) {
		return () -> {
			try {
				task.run();
			}
			catch (RuntimeException | Error ex) {
				logger.error("A task of the registry client failed; the client goes on", ex);
			}
		};
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
