package io.movieinfo.registry.client.registration;

import java.time.Duration;

import io.movieinfo.registry.protocol.InstanceKey;

/**
 * Is told of registrations that the registry has confirmed: the first one of an instance
 * and each later one, in a new session or after a lost lease; not updates of a
 * registration that it holds.
 */
@FunctionalInterface
public interface RegistrationListener {

	/**
	 * The registry has confirmed a registration. Called on the client's own thread; must
	 * not block. What it throws is logged and has no other effect.
	 * @param instance what is registered
	 * @param took the time from asking for it, in a session, to the registry's answer
	 */
	void registered(InstanceKey instance, Duration took);

}
