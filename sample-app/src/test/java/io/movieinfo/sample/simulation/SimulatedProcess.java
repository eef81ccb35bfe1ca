package io.movieinfo.sample.simulation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import io.movieinfo.registry.server.VirtualTime;

/**
 * A process: threads that are frozen together and die together.
 */
final class SimulatedProcess {

	private final VirtualTime time;

	private final String name;

	private final List<ScheduledExecutorService> executors = new ArrayList<>();

	private final ScheduledExecutorService io;

	private long frozenUntil;

	private boolean alive = true;

	SimulatedProcess(VirtualTime time, String name) {
		this.time = time;
		this.name = name;
		this.io = executor("io");
	}

	/**
	 * Makes a thread of the process.
	 */
	ScheduledExecutorService executor(String thread) {
		ScheduledExecutorService executor = this.time.executor(this.name + " " + thread);
		this.executors.add(executor);
		if (isFrozen()) {
			this.time.freeze(executor, Duration.ofNanos(this.frozenUntil - this.time.getAsLong()));
		}
		return executor;
	}

	/**
	 * Does something on the thread that does the process's input and output, after a
	 * while; never, if the process is dead by then.
	 */
	void io(long delayNanos, Runnable task) {
		if (this.alive) {
			var unused = this.io.schedule(task, delayNanos, TimeUnit.NANOSECONDS);
		}
	}

	void freeze(Duration duration) {
		this.frozenUntil = Math.max(this.frozenUntil, this.time.getAsLong() + duration.toNanos());
		this.executors.forEach((executor) -> this.time.freeze(executor, duration));
	}

	boolean isFrozen() {
		return this.frozenUntil > this.time.getAsLong();
	}

	boolean isAlive() {
		return this.alive;
	}

	void kill() {
		this.alive = false;
		this.executors.forEach(this.time::kill);
	}

	/**
	 * Whether all threads but that for input and output have ended.
	 */
	boolean isIdle() {
		return this.executors.stream()
			.filter((executor) -> executor != this.io)
			.allMatch(ScheduledExecutorService::isTerminated);
	}

	@Override
	public String toString() {
		return this.name;
	}

}
