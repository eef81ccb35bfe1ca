package io.movieinfo.registry.autoconfigure.registration;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

import io.movieinfo.registry.autoconfigure.InvalidRegistryPropertyException;
import io.movieinfo.registry.autoconfigure.RegistryClientProperties;
import io.movieinfo.registry.client.registration.Registration;
import io.movieinfo.registry.client.transport.SessionState;

/**
 * Lets the start of an application fail that is not registered in time, if that is
 * wanted.
 */
final class FailFast {

	private final boolean enabled;

	private final Duration timeout;

	private final List<URI> serverUrls;

	private final Supplier<SessionState> session;

	/**
	 * Takes the settings.
	 * @throws InvalidRegistryPropertyException if the time limit is not positive
	 */
	FailFast(RegistryClientProperties.Registration properties, List<URI> serverUrls, Supplier<SessionState> session) {
		this.enabled = properties.failFast();
		this.timeout = properties.failFastTimeout();
		this.serverUrls = serverUrls;
		this.session = session;
		if (this.timeout.isZero() || this.timeout.isNegative()) {
			String property = "registry.client.registration.fail-fast-timeout";
			throw new InvalidRegistryPropertyException(property, this.timeout, "a positive duration",
					property + "=10s");
		}
	}

	/**
	 * Waits until an instance is registered. Blocks for the time limit at most, and not
	 * at all if the start need not fail.
	 * @throws NotRegisteredException if it is not; never for an application that has
	 * begun to stop meanwhile
	 */
	void check(Registration registration) {
		if (!this.enabled || registration.awaitRegistered(this.timeout)
				|| registration.state() == Registration.State.DEREGISTERED) {
			return;
		}
		throw new NotRegisteredException(registration, this.timeout, this.serverUrls, this.session.get());
	}

}
