package io.movieinfo.registry.server.store;

import java.util.List;

import io.movieinfo.registry.protocol.InstanceKey;
import io.movieinfo.registry.protocol.ServiceInstance;

/**
 * A listed instance as it is stored. Immutable.
 *
 * @param instance the instance
 * @param startIds the start ids that have held its id while it was listed, oldest first;
 * the last one holds it now
 */
public record StoredInstance(ServiceInstance instance, List<String> startIds) {

	/** How many start ids are kept of an instance. */
	public static final int MAX_START_IDS = 16;

	public StoredInstance {
		startIds = List.copyOf(startIds);
		if (startIds.isEmpty() || startIds.size() > MAX_START_IDS) {
			throw new IllegalArgumentException(
					"startIds has %d entries, expected 1 to %d".formatted(startIds.size(), MAX_START_IDS));
		}
	}

	public InstanceKey key() {
		return this.instance.key();
	}

	/**
	 * The start id that holds the instance's id.
	 */
	public String startId() {
		return this.startIds.get(this.startIds.size() - 1);
	}

}
