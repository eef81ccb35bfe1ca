package io.movieinfo.registry.server.watch;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that the hub's work is done on. A task that fails is logged and disturbs
 * no other; tasks that come after the executor's end are dropped. Thread-safe; nothing
 * blocks.
 */
final class HubThread {

	private static final Logger logger = LoggerFactory.getLogger(HubThread.class);

	private final ScheduledExecutorService executor;

	HubThread(ScheduledExecutorService executor) {
		this.executor = executor;
	}

	void execute(Runnable task) {
		try {
			this.executor.execute(() -> contain(task));
		}
		catch (RejectedExecutionException ex) {
			// watchers hear nothing more once the hub's executor has been shut down
			logger.trace("The hub is closed", ex);
		}
	}

	/**
	 * Executes a task that will complete an answer, or has it fail.
	 */
	void execute(Runnable task, CompletableFuture<?> answer) {
		try {
			this.executor.execute(() -> {
				try {
					task.run();
				}
				catch (RuntimeException ex) {
					answer.completeExceptionally(ex);
				}
			});
		}
		catch (RejectedExecutionException ex) {
			answer.completeExceptionally(ex);
		}
	}

	void schedule(Runnable task, long nanos) {
		try {
			var unused = this.executor.schedule(() -> contain(task), nanos, TimeUnit.NANOSECONDS);
		}
		catch (RejectedExecutionException ex) {
			logger.trace("The hub is closed", ex);
		}
	}

	private static void contain(Runnable task) {
		try {
			task.run();
		}
		catch (RuntimeException ex) {
			logger.error("Watchers could not be told", ex);
		}
	}

}
