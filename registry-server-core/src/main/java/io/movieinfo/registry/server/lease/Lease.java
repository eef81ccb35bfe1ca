package io.movieinfo.registry.server.lease;

import io.movieinfo.registry.protocol.InstanceKey;

/**
 * One instance's lease. All times are the ticker's nanoseconds.
 */
final class Lease {

	final InstanceKey key;

	/** Leases are numbered in the order in which their instances became known. */
	final long number;

	Phase phase;

	/** When it is suspected, as long as it is alive. */
	long suspectAt;

	/** When it runs out, and once it has, when the instance is to go. */
	long endsAt;

	/** What the queue is ordered by; never after what is due next. */
	long queuedAt;

	/** Whether an eviction that was due is held back. */
	boolean evictionHeld;

	/** Whether it may run out because the guard, or an operator, has said so before. */
	boolean admitted;

	Lease(InstanceKey key, long number, Phase phase) {
		this.key = key;
		this.number = number;
		this.phase = phase;
	}

	/**
	 * When something is due next.
	 */
	long dueAt() {
		return (this.phase == Phase.ALIVE && this.suspectAt - this.endsAt < 0) ? this.suspectAt : this.endsAt;
	}

	/**
	 * Whether the guard holds it: nothing is due until the guard releases.
	 */
	boolean isHeld() {
		return this.phase == Phase.HELD || this.evictionHeld;
	}

	void move(long nanos) {
		this.suspectAt += nanos;
		this.endsAt += nanos;
	}

}
