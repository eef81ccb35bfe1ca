package io.movieinfo.registry.server;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * Hands on what many threads add, in order and in batches: whatever has come while the
 * batch before was worked on is the next one. Thread-safe, without locks.
 *
 * @param <T> what is added
 */
final class WorkQueue<T> {

	private final Queue<T> queue = new ConcurrentLinkedQueue<>();

	/** Whether a task has been given to the executor that has not begun to take. */
	private final AtomicBoolean wakened = new AtomicBoolean();

	private final Executor executor;

	private final int maxBatch;

	private final Consumer<List<T>> work;

	private final Consumer<T> reject;

	/**
	 * Creates an empty queue.
	 * @param executor must run one task at a time
	 * @param maxBatch how many items make a batch at most
	 * @param work takes each batch, on the executor; it may be empty
	 * @param reject takes what nobody will work on any more, because the executor takes
	 * no more tasks; on any thread
	 */
	WorkQueue(Executor executor, int maxBatch, Consumer<List<T>> work, Consumer<T> reject) {
		this.executor = executor;
		this.maxBatch = maxBatch;
		this.work = work;
		this.reject = reject;
	}

	void add(T item) {
		this.queue.add(item);
		wake();
	}

	/**
	 * Rejects whatever is still waiting. To be called once the executor takes no more
	 * tasks.
	 */
	void rejectAll() {
		for (T next = this.queue.poll(); next != null; next = this.queue.poll()) {
			this.reject.accept(next);
		}
	}

	private void wake() {
		if (this.wakened.compareAndSet(false, true)) {
			try {
				this.executor.execute(this::drain);
			}
			catch (RejectedExecutionException ex) {
				this.wakened.set(false);
				rejectAll();
			}
		}
	}

	private void drain() {
		// first of all, so that whoever adds something that is not seen below wakes again
		this.wakened.set(false);
		List<T> batch = new ArrayList<>();
		for (T next = this.queue.poll(); next != null; next = this.queue.poll()) {
			batch.add(next);
			if (batch.size() == this.maxBatch) {
				wake();
				break;
			}
		}
		this.work.accept(batch);
	}

}
