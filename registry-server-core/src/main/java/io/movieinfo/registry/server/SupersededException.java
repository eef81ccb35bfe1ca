package io.movieinfo.registry.server;

import io.movieinfo.registry.protocol.InstanceKey;
import io.movieinfo.registry.protocol.Problem;

/**
 * A newer process holds the instance's id: whoever asked is to stop registering.
 */
public final class SupersededException extends RegistryException {

	private final transient InstanceKey instance;

	private final long incarnation;

	public SupersededException(InstanceKey instance, long incarnation) {
		super(Problem.SUPERSEDED,
				"a newer process (incarnation %d) holds %s, stop registering".formatted(incarnation, instance), null);
		this.instance = instance;
		this.incarnation = incarnation;
	}

	public InstanceKey instance() {
		return this.instance;
	}

	/**
	 * The incarnation that holds the id now.
	 */
	public long incarnation() {
		return this.incarnation;
	}

}
