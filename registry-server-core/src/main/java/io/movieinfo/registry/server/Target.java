package io.movieinfo.registry.server;

import io.movieinfo.registry.protocol.InstanceKey;
import io.movieinfo.registry.protocol.ServiceKey;
import io.movieinfo.registry.server.store.StoredInstance;
import org.jspecify.annotations.Nullable;

/**
 * Whom a probe is meant for: what is found out is true of this start of the process at
 * this address only. Immutable.
 *
 * @param key the instance
 * @param incarnation the start of its process
 * @param address its address
 * @param port its port
 */
record Target(InstanceKey key, long incarnation, String address, int port) {

	static Target of(StoredInstance instance) {
		return new Target(instance.key(), instance.incarnation(), instance.content().address(),
				instance.content().port());
	}

	/**
	 * Whether an instance is still the one that was meant.
	 */
	boolean meets(@Nullable StoredInstance instance) {
		return instance != null && equals(of(instance));
	}

	Place place() {
		return new Place(this.key.service(), this.address, this.port);
	}

	/**
	 * Where only one process can listen. Immutable.
	 *
	 * @param service the service
	 * @param address the address
	 * @param port the port
	 */
	record Place(ServiceKey service, String address, int port) {

	}

}
