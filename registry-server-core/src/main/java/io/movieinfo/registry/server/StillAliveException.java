package io.movieinfo.registry.server;

import io.movieinfo.registry.protocol.InstanceKey;
import io.movieinfo.registry.protocol.Problem;

/**
 * An instance was to be removed that still sends heartbeats: it would only come back.
 */
public final class StillAliveException extends RegistryException {

	private final transient InstanceKey instance;

	public StillAliveException(InstanceKey instance) {
		super(Problem.STILL_ALIVE,
				"%s is alive and would only come back: deregister it with its start id, drain or disable it, or stop its process"
					.formatted(instance),
				null);
		this.instance = instance;
	}

	public InstanceKey instance() {
		return this.instance;
	}

}
