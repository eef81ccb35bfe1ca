package io.movieinfo.registry.autoconfigure.registration;

import java.net.URI;
import java.time.Duration;
import java.util.List;

import io.movieinfo.registry.client.registration.Registration;
import io.movieinfo.registry.client.transport.SessionState;
import io.movieinfo.registry.protocol.Problem;
import org.jspecify.annotations.Nullable;

/**
 * An application that was to be registered before it counts as started is not. Reported
 * as a failure analysis.
 */
final class NotRegisteredException extends RuntimeException {

	private final transient @Nullable Problem refusal;

	private final boolean superseded;

	/**
	 * Says why an instance is not registered.
	 * @param waited how long that was waited for
	 * @param serverUrls the registry's nodes
	 * @param session the session with one of them, or the last attempt
	 */
	NotRegisteredException(Registration registration, Duration waited, List<URI> serverUrls, SessionState session) {
		super("%s is not registered: %s".formatted(registration.key(),
				reason(registration, waited, serverUrls, session)));
		this.refusal = registration.refusal();
		this.superseded = isSuperseded(registration);
	}

	/**
	 * Returns what the registry refuses the instance with, or {@code null} if it has not
	 * answered.
	 */
	@Nullable Problem refusal() {
		return this.refusal;
	}

	/**
	 * Whether another process has taken the instance's id.
	 */
	boolean isSuperseded() {
		return this.superseded;
	}

	private static String reason(Registration registration, Duration waited, List<URI> serverUrls,
			SessionState session) {
		Problem refusal = registration.refusal();
		if (isSuperseded(registration)) {
			return "another, newer process has registered the same id";
		}
		if (refusal != null) {
			return "the registry refuses it, %s (%s)".formatted(refusal.message(), refusal.code());
		}
		if (session.connected()) {
			return "the registry at %s is connected, but has not answered within %d ms".formatted(session.url(),
					waited.toMillis());
		}
		String lastError = (session.lastError() != null)
				? "the last attempt, at %s, ended with '%s'".formatted(session.url(), session.lastError())
				: "no attempt has ended yet";
		return "no registry answered at any of %s within %d ms; %s".formatted(serverUrls, waited.toMillis(), lastError);
	}

	private static boolean isSuperseded(Registration registration) {
		return registration.state() == Registration.State.SUPERSEDED;
	}

}
