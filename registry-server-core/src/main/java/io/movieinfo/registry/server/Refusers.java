package io.movieinfo.registry.server;

import java.util.HashMap;
import java.util.Map;

import io.movieinfo.registry.protocol.InstanceKey;
import io.movieinfo.registry.server.store.StoredInstance;

/**
 * Who has refused a connection, and has not beaten since. Confined to the writer's
 * thread.
 */
final class Refusers {

	private final WorkingState state;

	private final Map<InstanceKey, Target> targets = new HashMap<>();

	Refusers(WorkingState state) {
		this.state = state;
	}

	/**
	 * Notes that an instance refused, if it is still the one that was probed.
	 */
	void refused(Target target) {
		if (target.meets(this.state.get(target.key()))) {
			this.targets.put(target.key(), target);
		}
	}

	/**
	 * Notes that an instance refused, whatever has become of it.
	 */
	void add(Target target) {
		this.targets.put(target.key(), target);
	}

	/**
	 * Forgets an instance's refusal.
	 * @return whether there was one
	 */
	boolean forget(InstanceKey key) {
		return this.targets.remove(key) != null;
	}

	/**
	 * Whether this very start of an instance's process has refused, where it is now.
	 */
	boolean contains(StoredInstance instance) {
		Target target = this.targets.get(instance.key());
		return target != null && target.meets(instance);
	}

}
