package io.movieinfo.registry.client.discovery;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a listener has still to be told, in order. Thread-safe.
 */
final class ListenerQueue {

	private static final Logger logger = LoggerFactory.getLogger(ListenerQueue.class);

	/** Most snapshots kept for a listener that does not keep up. */
	static final int LONGEST = 1000;

	private final Consumer<ServiceSnapshot> listener;

	private final Executor executor;

	/** Guarded by itself. */
	private final Deque<ServiceSnapshot> waiting = new ArrayDeque<>();

	private volatile boolean closed;

	private boolean backlogLogged;

	private boolean failureLogged;

	/**
	 * Creates an empty queue.
	 * @param executor calls the listener, one task at a time, in order
	 */
	ListenerQueue(Consumer<ServiceSnapshot> listener, Executor executor) {
		this.listener = listener;
		this.executor = executor;
	}

	void offer(ServiceSnapshot snapshot) {
		boolean full;
		synchronized (this.waiting) {
			full = this.waiting.size() >= LONGEST;
			if (full) {
				this.waiting.removeFirst();
			}
			this.waiting.addLast(snapshot);
		}
		if (full) {
			logBacklog(snapshot);
			return;
		}
		try {
			// a task for each snapshot, so that listeners take turns
			this.executor.execute(this::tellNext);
		}
		catch (RejectedExecutionException ex) {
			logger.trace("Not told after the client was closed: {}", snapshot.key(), ex);
		}
	}

	void close() {
		this.closed = true;
	}

	private void tellNext() {
		ServiceSnapshot next;
		synchronized (this.waiting) {
			next = this.waiting.pollFirst();
		}
		if (next == null || this.closed) {
			return;
		}
		try {
			this.listener.accept(next);
			this.failureLogged = false;
		}
		catch (RuntimeException | Error ex) {
			if (this.failureLogged) {
				logger.debug("A listener of service '{}' failed again", next.key(), ex);
			}
			else {
				logger.warn("A listener of service '{}' failed; it is told of further changes", next.key(), ex);
			}
			this.failureLogged = true;
		}
	}

	private void logBacklog(ServiceSnapshot snapshot) {
		if (!this.backlogLogged) {
			logger.warn("A listener of service '{}' is {} changes behind and misses the oldest", snapshot.key(),
					LONGEST);
		}
		this.backlogLogged = true;
	}

}
