package io.movieinfo.registry.server;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
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
		List<VirtualExecutor> ready = this.executors.stream()
			.filter((executor) -> executor.nextAt() <= this.nanos)
			.toList();
		if (ready.isEmpty()) {
			return false;
		}
		VirtualExecutor executor = (this.random != null) ? ready.get(this.random.nextInt(ready.size()))
				: ready.stream().min(Comparator.comparing(VirtualExecutor::next)).orElseThrow();
		executor.runNext();
		return true;
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
		return this.executors.stream().mapToLong(VirtualExecutor::nextAt).min().orElse(Long.MAX_VALUE);
	}

	private final class VirtualExecutor extends AbstractExecutorService implements ScheduledExecutorService {

		private final List<Task<?>> tasks = new ArrayList<>();

		private boolean shutdown;

		Task<?> next() {
			return this.tasks.stream().min(Comparator.naturalOrder()).orElseThrow();
		}

		long nextAt() {
			return this.tasks.isEmpty() ? Long.MAX_VALUE : next().at;
		}

		void runNext() {
			Task<?> task = next();
			this.tasks.remove(task);
			task.runOrThrow();
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
			throw new UnsupportedOperationException();
		}

		@Override
		public void shutdown() {
			this.shutdown = true;
			this.tasks.removeIf((task) -> task.at > VirtualTime.this.nanos);
		}

		@Override
		public List<Runnable> shutdownNow() {
			throw new UnsupportedOperationException();
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
			while (!this.tasks.isEmpty()) {
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
				get();
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
