package io.movieinfo.registry.server;

import io.movieinfo.registry.protocol.InstanceKey;
import io.movieinfo.registry.protocol.Problem;

/**
 * An instance was asked for that is not listed.
 */
public final class InstanceUnknownException extends RegistryException {

	private final transient InstanceKey instance;

	public InstanceUnknownException(InstanceKey instance) {
		super(Problem.INSTANCE_UNKNOWN, "no instance %s is registered".formatted(instance), null);
		this.instance = instance;
	}

	public InstanceKey instance() {
		return this.instance;
	}

}
