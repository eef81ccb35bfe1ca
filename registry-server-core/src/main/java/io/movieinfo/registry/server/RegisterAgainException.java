package io.movieinfo.registry.server;

import io.movieinfo.registry.protocol.InstanceKey;
import io.movieinfo.registry.protocol.Problem;

/**
 * The registry holds no registration for what was to be renewed or changed: the
 * application is to register again.
 */
public final class RegisterAgainException extends RegistryException {

	private final transient InstanceKey instance;

	public RegisterAgainException(InstanceKey instance) {
		super(Problem.REGISTER_AGAIN,
				"no registration of %s is held for this start id, register again".formatted(instance), null);
		this.instance = instance;
	}

	public InstanceKey instance() {
		return this.instance;
	}

}
