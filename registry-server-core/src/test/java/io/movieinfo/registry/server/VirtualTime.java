package io.movieinfo.registry.server;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.Delayed;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;

/**
 * Time that passes only when a test says so, and executors that run on it, one task at a
 * time, in the test's own thread. With a seed, tasks of different executors that are due
 * at the same moment run in a random order that is the same every time; tasks of one
 * executor always run in order.
 */
public final class VirtualTime extends Clock implements LongSupplier {

	private final List<VirtualExecutor> executors = new ArrayList<>();

	/** Reused, because it is asked for so often. */
	private VirtualExecutor[] ready = {};

	private final @Nullable Random random;

	private long nanos = 1_000_000;

	private long sequence;

	public VirtualTime() {
		this.random = null;
	}

	public VirtualTime(long seed) {
		this.random = new Random(seed);
	}

	/**
	 * Makes an executor; the name is for people.
	 */
	public ScheduledExecutorService executor(String name) {
		VirtualExecutor executor = new VirtualExecutor();
		this.executors.add(executor);
		this.ready = new VirtualExecutor[this.executors.size()];
		return executor;
	}

	/**
	 * Runs whatever is due, until nothing is.
	 */
	public void run() {
		while (runOne()) {
			// until nothing is due
		}
	}

	/**
	 * Runs one task that is due.
	 * @return whether there was one
	 */
	public boolean runOne() {
		int ready = 0;
		VirtualExecutor first = null;
		for (VirtualExecutor executor : this.executors) {
			if (executor.nextAt() <= this.nanos) {
				this.ready[ready++] = executor;
				first = (first == null || executor.next().compareTo(first.next()) < 0) ? executor : first;
			}
		}
		if (first == null) {
			return false;
		}
		((this.random != null) ? this.ready[this.random.nextInt(ready)] : first).runNext();
		return true;
	}

	/**
	 * Stops an executor for a while, as if its process were frozen: what becomes due
	 * meanwhile runs afterwards.
	 */
	public void freeze(ScheduledExecutorService executor, Duration duration) {
		VirtualExecutor frozen = (VirtualExecutor) executor;
		frozen.frozenUntil = Math.max(frozen.frozenUntil, this.nanos + duration.toNanos());
	}

	/**
	 * Ends an executor, as if its process were killed: what it has not run yet it never
	 * will, and nobody is told.
	 */
	public void kill(ScheduledExecutorService executor) {
		executor.shutdownNow();
		this.executors.remove((VirtualExecutor) executor);
		this.ready = new VirtualExecutor[this.executors.size()];
	}

	/**
	 * Lets time pass, and runs everything at its moment.
	 */
	public void advance(Duration duration) {
		long until = this.nanos + duration.toNanos();
		run();
		while (nextAt() <= until) {
			this.nanos = nextAt();
			run();
		}
		this.nanos = until;
	}

	/**
	 * Lets time pass while nothing runs.
	 */
	public void stall(Duration duration) {
		this.nanos += duration.toNanos();
	}

	@Override
	public long getAsLong() {
		return this.nanos;
	}

	@Override
	public Instant instant() {
		return Instant.parse("2026-01-01T00:00:00Z").plusNanos(this.nanos);
	}

	@Override
	public ZoneId getZone() {
		return ZoneOffset.UTC;
	}

	@Override
	public Clock withZone(ZoneId zone) {
		return this;
	}

	private long nextAt() {
		long next = Long.MAX_VALUE;
		for (VirtualExecutor executor : this.executors) {
			next = Math.min(next, executor.nextAt());
		}
		return next;
	}

	private final class VirtualExecutor extends AbstractExecutorService implements ScheduledExecutorService {

		private final PriorityQueue<Task<?>> tasks = new PriorityQueue<>();

		private long frozenUntil;

		private boolean shutdown;

		Task<?> next() {
			return this.tasks.element();
		}

		long nextAt() {
			Task<?> next = this.tasks.peek();
			while (next != null && next.isCancelled()) {
				this.tasks.remove();
				next = this.tasks.peek();
			}
			return (next == null) ? Long.MAX_VALUE : Math.max(next.at, this.frozenUntil);
		}

		void runNext() {
			this.tasks.remove().runOrThrow();
		}

		@Override
		public void execute(Runnable command) {
			var unused = add(new Task<>(command, VirtualTime.this.nanos));
		}

		@Override
		public ScheduledFuture<?> schedule(Runnable command, long delay, TimeUnit unit) {
			return add(new Task<>(command, VirtualTime.this.nanos + unit.toNanos(delay)));
		}

		@Override
		public <V> ScheduledFuture<V> schedule(Callable<V> callable, long delay, TimeUnit unit) {
			throw new UnsupportedOperationException();
		}

		@Override
		public ScheduledFuture<?> scheduleAtFixedRate(Runnable command, long initialDelay, long period, TimeUnit unit) {
			throw new UnsupportedOperationException();
		}

		@Override
		public ScheduledFuture<?> scheduleWithFixedDelay(Runnable command, long initialDelay, long delay,
				TimeUnit unit) {
			return schedule(() -> {
				command.run();
				if (!this.shutdown) {
					var unused = scheduleWithFixedDelay(command, delay, delay, unit);
				}
			}, initialDelay, unit);
		}

		@Override
		public void shutdown() {
			this.shutdown = true;
			this.tasks.removeIf((task) -> task.at > VirtualTime.this.nanos);
		}

		@Override
		public List<Runnable> shutdownNow() {
			this.shutdown = true;
			List<Runnable> dropped = List.copyOf(this.tasks);
			this.tasks.clear();
			return dropped;
		}

		@Override
		public boolean isShutdown() {
			return this.shutdown;
		}

		@Override
		public boolean isTerminated() {
			return this.shutdown && this.tasks.isEmpty();
		}

		@Override
		public boolean awaitTermination(long timeout, TimeUnit unit) {
			while (nextAt() != Long.MAX_VALUE) {
				runNext();
			}
			return true;
		}

		private <T> Task<T> add(Task<T> task) {
			if (this.shutdown) {
				throw new RejectedExecutionException("shut down");
			}
			this.tasks.add(task);
			return task;
		}

	}

	private final class Task<V> extends FutureTask<@Nullable V> implements ScheduledFuture<@Nullable V> {

		private final long at;

		private final long number = VirtualTime.this.sequence++;

		Task(Runnable command, long at) {
			super(command, null);
			this.at = at;
		}

		void runOrThrow() {
			run();
			try {
				if (!isCancelled()) {
					get();
				}
			}
			catch (Exception ex) {
				throw new AssertionError("A task failed", ex);
			}
		}

		@Override
		public long getDelay(TimeUnit unit) {
			return unit.convert(this.at - VirtualTime.this.nanos, TimeUnit.NANOSECONDS);
		}

		@Override
		public int compareTo(Delayed other) {
			Task<?> task = (Task<?>) other;
			int byTime = Long.compare(this.at, task.at);
			return (byTime != 0) ? byTime : Long.compare(this.number, task.number);
		}

		@Override
		public boolean equals(@Nullable Object other) {
			return this == other;
		}

		@Override
		public int hashCode() {
			return Long.hashCode(this.number);
		}

	}

}
