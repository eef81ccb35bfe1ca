package io.movieinfo.registry.client.discovery;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

import io.movieinfo.registry.client.discovery.cache.KeptList;
import io.movieinfo.registry.protocol.Cursor;
import io.movieinfo.registry.protocol.ServerMessage;
import io.movieinfo.registry.protocol.ServiceInstance;
import io.movieinfo.registry.protocol.ServiceKey;
import org.jspecify.annotations.Nullable;

/**
 * A service as a watch tells of it: applies snapshots and deltas by the watch rules. Only
 * a complete snapshot takes away what it does not name; an incomplete one adds. Within
 * one epoch nothing goes back to a lower revision. Until the first complete snapshot, a
 * list that was kept on disk counts as well; whatever the registry says of an instance
 * goes before. Not thread-safe.
 */
final class WatchedInstances {

	private final ServiceKey key;

	private final Clock clock;

	private final TreeMap<String, ServiceInstance> instances = new TreeMap<>();

	private @Nullable Cursor cursor;

	private boolean complete;

	private boolean known;

	/** Whether there has ever been a complete snapshot. */
	private boolean settled;

	/** When the registry told what is known, this process or an earlier one. */
	private @Nullable Instant asOf;

	/** What deltas have removed before there was a complete snapshot. */
	private final Set<String> removed = new HashSet<>();

	/** The parts of a snapshot whose last one is still to come. */
	private final List<ServiceInstance> parts = new ArrayList<>();

	private @Nullable Cursor partsCursor;

	/**
	 * Creates an empty list.
	 * @param clock says when the registry told something
	 */
	WatchedInstances(ServiceKey key, Clock clock) {
		this.key = key;
		this.clock = clock;
	}

	/**
	 * Adds a list that was kept on disk, unless it is empty or comes too late.
	 * @return whether it counts
	 */
	boolean add(KeptList kept) {
		if (this.settled || kept.instances().isEmpty()) {
			return false;
		}
		for (ServiceInstance instance : kept.instances()) {
			if (!this.removed.contains(instance.id())) {
				this.instances.putIfAbsent(instance.id(), instance);
			}
		}
		if (this.cursor == null) {
			this.asOf = kept.asOf();
		}
		return true;
	}

	/**
	 * Whether the registry has told anything yet.
	 */
	boolean answered() {
		return this.cursor != null;
	}

	/**
	 * Returns from where a new watch may go on, {@code null} if it must start afresh.
	 */
	@Nullable Cursor resumeFrom() {
		return this.complete ? this.cursor : null;
	}

	/**
	 * Forgets the parts of a snapshot that will not be finished.
	 */
	void watchEnded() {
		this.parts.clear();
		this.partsCursor = null;
	}

	Verdict apply(ServerMessage.Snapshot part) {
		if (!part.cursor().equals(this.partsCursor)) {
			this.parts.clear();
			this.partsCursor = part.cursor();
		}
		this.parts.addAll(part.instances());
		if (!part.last()) {
			return Verdict.UNFINISHED;
		}
		Verdict verdict = isOlder(part.cursor()) ? Verdict.OLDER : Verdict.APPLIED;
		if (verdict == Verdict.APPLIED) {
			if (part.complete()) {
				this.instances.clear();
			}
			this.parts.forEach((instance) -> this.instances.put(instance.id(), instance));
			this.complete = part.complete();
			this.known = part.known() || (this.known && !part.complete());
			this.cursor = part.cursor();
			this.asOf = this.clock.instant();
			this.settled = this.settled || part.complete();
			if (this.settled) {
				this.removed.clear();
			}
		}
		watchEnded();
		return verdict;
	}

	Verdict apply(ServerMessage.Delta delta) {
		Cursor from = this.cursor;
		if (from == null || !from.equals(new Cursor(delta.cursor().epoch(), delta.base())) || isOlder(delta.cursor())) {
			return Verdict.GAP;
		}
		delta.removed().forEach(this.instances::remove);
		if (!this.settled) {
			this.removed.addAll(delta.removed());
		}
		delta.instances().forEach((instance) -> this.instances.put(instance.id(), instance));
		this.known = this.known || !delta.instances().isEmpty();
		this.cursor = delta.cursor();
		this.asOf = this.clock.instant();
		return Verdict.APPLIED;
	}

	ServiceSnapshot toSnapshot() {
		if (this.asOf == null) {
			return ServiceSnapshot.unreachable(this.key);
		}
		List<ServiceInstance> listed = List.copyOf(this.instances.values());
		return (this.cursor != null)
				? ServiceSnapshot.of(this.key, this.known, listed, this.cursor, this.complete, this.asOf)
				: ServiceSnapshot.ofDisk(this.key, listed, this.asOf);
	}

	private boolean isOlder(Cursor other) {
		return this.cursor != null && this.cursor.sameEpoch(other) && other.revision() < this.cursor.revision();
	}

	/**
	 * What became of a message.
	 */
	enum Verdict {

		/** The view is as the message wants it. */
		APPLIED,
		/** More parts are to come. */
		UNFINISHED,
		/** It tells of an earlier time and was left aside. */
		OLDER,
		/** It builds on what this view has not seen: only a snapshot helps. */
		GAP

	}

}
