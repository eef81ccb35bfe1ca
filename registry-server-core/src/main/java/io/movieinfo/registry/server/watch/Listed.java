package io.movieinfo.registry.server.watch;

import io.movieinfo.registry.protocol.InstanceCodec;
import io.movieinfo.registry.protocol.ServiceInstance;
import org.jspecify.annotations.Nullable;

/**
 * An instance as one change left it, and its JSON, which is made once however many
 * watchers get it. Thread-safe.
 */
final class Listed {

	private final ServiceInstance instance;

	// guarded by this
	private byte @Nullable [] json;

	Listed(ServiceInstance instance) {
		this.instance = instance;
	}

	ServiceInstance instance() {
		return this.instance;
	}

	synchronized byte[] json() {
		byte[] json = this.json;
		if (json == null) {
			json = InstanceCodec.encode(this.instance);
			this.json = json;
		}
		return json;
	}

}
