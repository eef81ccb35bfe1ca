package io.movieinfo.registry.server.lease;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.function.Function;

import io.movieinfo.registry.protocol.InstanceKey;
import org.jspecify.annotations.Nullable;

/**
 * Leases by their instances, and in the order in which something is due. Has each counted
 * by a census as long as it is here.
 * <p>
 * A renewal only writes a lease's fields: the lease waits here by the time that it had
 * when it was put here, and is put back if it turns out to have been renewed. What was
 * removed or replaced stays where it is, and is thrown away when it is reached.
 */
final class LeaseQueue {

	private final Census census;

	private final Map<InstanceKey, Lease> leases = new HashMap<>();

	private final PriorityQueue<Lease> queue = new PriorityQueue<>(
			(one, other) -> Long.signum(one.queuedAt - other.queuedAt));

	LeaseQueue(Census census) {
		this.census = census;
	}

	@Nullable Lease get(InstanceKey key) {
		return this.leases.get(key);
	}

	/**
	 * Returns all leases, in no order; a view.
	 */
	Collection<Lease> all() {
		return this.leases.values();
	}

	int size() {
		return this.leases.size();
	}

	void add(Lease lease, long suspectAt, long endsAt) {
		this.census.add(lease);
		enqueue(lease, suspectAt, endsAt);
	}

	/**
	 * Puts a copy that begins in another phase in a lease's place, wherever that was.
	 * @return the copy
	 */
	Lease replace(Lease lease, Phase phase, long suspectAt, long endsAt) {
		this.census.move(lease, phase);
		Lease copy = new Lease(lease.key, lease.number, phase);
		enqueue(copy, suspectAt, endsAt);
		return copy;
	}

	/**
	 * Replaces leases so that they end one after the other, those first that were to end
	 * first.
	 * @param from when they are suspected
	 * @param within how long after that the last one ends
	 * @param admitted whether they may run out whatever the limits
	 */
	void spread(List<Lease> leases, Phase phase, long from, long within, boolean admitted) {
		leases.sort(Comparator.comparingLong((lease) -> lease.endsAt));
		for (int i = 0; i < leases.size(); i++) {
			replace(leases.get(i), phase, from, from + within * (i + 1) / leases.size()).admitted = admitted;
		}
	}

	void remove(InstanceKey key) {
		Lease lease = this.leases.remove(key);
		if (lease != null) {
			this.census.remove(lease);
		}
	}

	/**
	 * Moves all deadlines.
	 */
	void move(long nanos) {
		this.leases.values().forEach((lease) -> lease.move(nanos));
		// all move by the same, so that the queue's order stays right
		this.queue.forEach((lease) -> lease.queuedAt += nanos);
	}

	/**
	 * Returns what is due, longest first. It stays here, unless it turns out to be held:
	 * that comes back when it is {@link #replace replaced}.
	 * @param max how many at most
	 * @param decision what becomes of a lease for which something is due; {@code null}
	 * for nothing
	 */
	List<Due> due(long now, int max, Function<Lease, Due.@Nullable Kind> decision) {
		List<Due> due = new ArrayList<>();
		List<Lease> back = new ArrayList<>();
		Lease first = this.queue.peek();
		while (first != null && due.size() < max && now - first.queuedAt >= 0) {
			this.queue.remove();
			if (this.leases.get(first.key) == first) {
				Due.Kind kind = (now - first.dueAt() >= 0) ? decision.apply(first) : null;
				if (kind != null) {
					due.add(new Due(first.key, kind));
				}
				if (!first.isHeld()) {
					first.queuedAt = first.dueAt();
					back.add(first);
				}
			}
			first = this.queue.peek();
		}
		this.queue.addAll(back);
		return due;
	}

	private void enqueue(Lease lease, long suspectAt, long endsAt) {
		lease.suspectAt = suspectAt;
		lease.endsAt = endsAt;
		lease.queuedAt = lease.dueAt();
		this.leases.put(lease.key, lease);
		this.queue.add(lease);
	}

}
