package io.movieinfo.registry.autoconfigure.actuate;

import java.util.List;

import io.movieinfo.registry.client.registration.Registration;

/**
 * The application was asked to change its registration, and has none.
 */
final class NothingRegisteredException extends IllegalStateException {

	/**
	 * Creates the exception.
	 * @param registrations the registrations that are not kept any more
	 */
	NothingRegisteredException(List<Registration> registrations) {
		super(registrations.isEmpty() ? "This application is not registered, so there is nothing to change"
				: "A newer process has registered %s, so this one does not register it any more"
					.formatted(registrations.get(0).key()));
	}

}
