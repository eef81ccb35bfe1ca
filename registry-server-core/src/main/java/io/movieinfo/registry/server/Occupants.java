package io.movieinfo.registry.server;

import java.util.HashMap;
import java.util.Map;

import io.movieinfo.registry.protocol.InstanceKey;
import io.movieinfo.registry.server.store.StoredInstance;
import org.jspecify.annotations.Nullable;

/**
 * Which instance of a service came last to each address and port, where only one process
 * can listen: an older one there is dead. Confined to the writer's thread.
 */
final class Occupants {

	private final WorkingState state;

	private final Map<Target.Place, InstanceKey> last = new HashMap<>();

	Occupants(WorkingState state) {
		this.state = state;
	}

	/**
	 * Notes that an instance has come to its place.
	 * @return who came there last before, or {@code null}
	 */
	@Nullable InstanceKey arrived(StoredInstance instance) {
		return this.last.put(Target.of(instance).place(), instance.key());
	}

	/**
	 * Notes that an instance is no longer at its place.
	 */
	void left(StoredInstance instance) {
		this.last.remove(Target.of(instance).place(), instance.key());
	}

	/**
	 * Returns the younger instance at a target's place, or {@code null} if there is none.
	 */
	@Nullable StoredInstance successor(Target target) {
		InstanceKey occupant = this.last.get(target.place());
		StoredInstance other = (occupant != null) ? this.state.get(occupant) : null;
		return (other != null && other.incarnation() > target.incarnation()
				&& Target.of(other).place().equals(target.place())) ? other : null;
	}

}
