package io.movieinfo.registry.server.lease;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;

import io.movieinfo.registry.protocol.InstanceKey;

/**
 * The leases of all instances, and which of them have come to an end. It decides nothing
 * itself: what is due stays due until its owner says what became of it.
 * <p>
 * A renewal only writes a field: a lease waits in the queue by the deadline that it had
 * when it was put there, and is put back if it turns out to have been renewed.
 * <p>
 * All times are nanoseconds of one monotonic ticker. Not thread-safe; nothing blocks.
 */
public final class Leases {

	/** A gap between two {@link #observe observations} that is no stall yet. */
	private static final long USUAL_GAP_NANOS = TimeUnit.MILLISECONDS.toNanos(1100);

	private final long ttl;

	private final long evictAfter;

	private final Map<InstanceKey, Lease> leases = new HashMap<>();

	private final PriorityQueue<Lease> queue = new PriorityQueue<>(
			(one, other) -> Long.signum(one.queued - other.queued));

	private long observed;

	private long holdEnd;

	/**
	 * Creates an empty set of leases, and begins the start hold.
	 * @param settings how long silence is borne
	 * @param now the ticker's time
	 */
	public Leases(LeaseSettings settings, long now) {
		this.ttl = settings.ttl().toNanos();
		this.evictAfter = settings.evictAfter().toNanos();
		this.observed = now;
		this.holdEnd = now + settings.startHold().toNanos();
	}

	/**
	 * Notes the time. If much more of it has passed since the last observation than
	 * usual, this process was stalled and could not hear heartbeats: all deadlines move
	 * by the delay.
	 * @return by how many nanoseconds they moved, usually 0
	 */
	public long observe(long now) {
		long gap = now - this.observed;
		this.observed = now;
		if (gap <= USUAL_GAP_NANOS) {
			return 0;
		}
		this.holdEnd += gap;
		for (Lease lease : this.leases.values()) {
			lease.deadline += gap;
		}
		// all move by the same, so that the queue's order stays right
		this.queue.forEach((lease) -> lease.queued += gap);
		return gap;
	}

	/**
	 * Whether the start hold is still on.
	 */
	public boolean holding(long now) {
		return now - this.holdEnd < 0;
	}

	/**
	 * Renews an instance's lease, or begins it.
	 */
	public void renew(InstanceKey key, long now) {
		long deadline = now + this.ttl;
		if (deadline - this.holdEnd < 0) {
			deadline = this.holdEnd;
		}
		Lease lease = this.leases.get(key);
		if (lease == null || lease.over) {
			// one that waits for its eviction has its place far back in the queue: leave
			// it
			// there, to be thrown away when it is reached
			lease = new Lease(key, deadline);
			this.leases.put(key, lease);
			this.queue.add(lease);
		}
		lease.deadline = deadline;
	}

	/**
	 * Whether an instance's lease has run out, or it has none.
	 */
	public boolean over(InstanceKey key, long now) {
		Lease lease = this.leases.get(key);
		return lease == null || lease.over || now - lease.deadline >= 0;
	}

	/**
	 * Notes that a lease has run out and that everybody was told: from now on the
	 * instance waits for its eviction.
	 */
	public void ranOut(InstanceKey key, long now) {
		Lease lease = this.leases.get(key);
		if (lease != null) {
			lease.over = true;
			lease.deadline = now + this.evictAfter;
		}
	}

	/**
	 * Ends an instance's lease, if it has one.
	 */
	public void remove(InstanceKey key) {
		this.leases.remove(key);
	}

	/**
	 * Returns what is due, longest first. It is returned again next time, unless it was
	 * renewed, {@link #ranOut has run out} or was removed meanwhile.
	 * @param max how many at most
	 */
	public List<Due> due(long now, int max) {
		List<Lease> due = new ArrayList<>();
		Lease first = this.queue.peek();
		while (first != null && due.size() < max && now - first.queued >= 0) {
			this.queue.remove();
			if (this.leases.get(first.key) == first) {
				if (now - first.deadline >= 0) {
					due.add(first);
				}
				else {
					first.queued = first.deadline;
					this.queue.add(first);
				}
			}
			first = this.queue.peek();
		}
		this.queue.addAll(due);
		return due.stream().map((lease) -> new Due(lease.key, lease.over)).toList();
	}

	/**
	 * A lease that has come to an end.
	 *
	 * @param key the instance
	 * @param evict whether it ran out before and the instance is to go; else it has just
	 * run out
	 */
	public record Due(InstanceKey key, boolean evict) {

	}

	private static final class Lease {

		private final InstanceKey key;

		private long deadline;

		// what the queue is ordered by; never after the deadline
		private long queued;

		private boolean over;

		Lease(InstanceKey key, long deadline) {
			this.key = key;
			this.deadline = deadline;
			this.queued = deadline;
		}

	}

}
