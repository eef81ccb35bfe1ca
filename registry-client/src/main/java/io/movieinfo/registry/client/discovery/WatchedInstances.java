package io.movieinfo.registry.client.discovery;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

import io.movieinfo.registry.protocol.Cursor;
import io.movieinfo.registry.protocol.ServerMessage;
import io.movieinfo.registry.protocol.ServiceInstance;
import io.movieinfo.registry.protocol.ServiceKey;
import org.jspecify.annotations.Nullable;

/**
 * A service as a watch tells of it: applies snapshots and deltas by the watch rules. Only
 * a complete snapshot takes away what it does not name; an incomplete one adds. Within
 * one epoch nothing goes back to a lower revision. Not thread-safe.
 */
final class WatchedInstances {

	private final ServiceKey key;

	private final TreeMap<String, ServiceInstance> instances = new TreeMap<>();

	private @Nullable Cursor cursor;

	private boolean complete;

	private boolean known;

	/** The parts of a snapshot whose last one is still to come. */
	private final List<ServiceInstance> parts = new ArrayList<>();

	private @Nullable Cursor partsCursor;

	WatchedInstances(ServiceKey key) {
		this.key = key;
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
		delta.instances().forEach((instance) -> this.instances.put(instance.id(), instance));
		this.known = this.known || !delta.instances().isEmpty();
		this.cursor = delta.cursor();
		return Verdict.APPLIED;
	}

	ServiceSnapshot toSnapshot() {
		return (this.cursor == null) ? ServiceSnapshot.unreachable(this.key) : ServiceSnapshot.of(this.key, this.known,
				List.copyOf(this.instances.values()), this.cursor, this.complete);
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
