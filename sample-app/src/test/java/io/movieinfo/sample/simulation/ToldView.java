package io.movieinfo.sample.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.movieinfo.registry.client.discovery.ServiceSnapshot;
import io.movieinfo.registry.protocol.Cursor;
import io.movieinfo.registry.protocol.ServerMessage;
import io.movieinfo.registry.protocol.ServiceInstance;
import org.jspecify.annotations.Nullable;

/**
 * What a client should know of a service by the watch rules, from what it was told. It
 * refuses what no server may tell.
 */
final class ToldView {

	private final TreeMap<String, ServiceInstance> instances = new TreeMap<>();

	private final List<ServiceInstance> parts = new ArrayList<>();

	private @Nullable Cursor cursor;

	private boolean complete;

	@Nullable Cursor cursor() {
		return this.cursor;
	}

	/**
	 * Whether the next watch may go on from here.
	 */
	boolean isComplete() {
		return this.complete;
	}

	Map<String, ServiceInstance> instances() {
		return this.instances;
	}

	/**
	 * A new watch begins: the parts of an unfinished snapshot are void.
	 */
	void begin() {
		this.parts.clear();
	}

	/**
	 * Takes a snapshot's part.
	 * @return whether it was the last one
	 */
	boolean take(ServerMessage.Snapshot part) {
		forward(part.cursor());
		this.parts.addAll(part.instances());
		if (!part.last()) {
			return false;
		}
		if (part.complete()) {
			this.instances.clear();
		}
		this.parts.forEach((instance) -> this.instances.put(instance.id(), instance));
		this.parts.clear();
		this.cursor = part.cursor();
		this.complete = part.complete();
		return true;
	}

	void take(ServerMessage.Delta delta) {
		forward(delta.cursor());
		Cursor base = new Cursor(delta.cursor().epoch(), delta.base());
		if (!base.equals(this.cursor)) {
			throw new Violation("a delta builds on %s, but the client was told up to %s".formatted(base, this.cursor));
		}
		delta.removed().forEach(this.instances::remove);
		delta.instances().forEach((instance) -> this.instances.put(instance.id(), instance));
		this.cursor = delta.cursor();
	}

	/**
	 * Checks that a client's own view is the same.
	 */
	void check(ServiceSnapshot own) {
		if (this.cursor == null) {
			return;
		}
		if (!this.cursor.equals(own.cursor()) || this.complete != own.complete()) {
			throw new Violation("the view is at %s (complete: %s), but was told %s (complete: %s)"
				.formatted(own.cursor(), own.complete(), this.cursor, this.complete));
		}
		if (!List.copyOf(this.instances.values()).equals(own.allInstances())) {
			throw new Violation("at %s the view has %s, but was told %s".formatted(this.cursor, own.allInstances(),
					this.instances.values()));
		}
	}

	private void forward(Cursor next) {
		Cursor before = this.cursor;
		if (before != null && before.sameEpoch(next) && next.revision() < before.revision()) {
			throw new Violation("back in time: told %s after %s".formatted(next, before));
		}
	}

}
