package io.movieinfo.registry.autoconfigure.registration;

import io.movieinfo.registry.protocol.Problem;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Says why an application that must be registered is not, and how to go on.
 */
final class NotRegisteredFailureAnalyzer extends AbstractFailureAnalyzer<NotRegisteredException> {

	private static final String FAIL_FAST = "registry.client.registration.fail-fast";

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, NotRegisteredException cause) {
		String description = "%s.%n%nThe application does not start without being registered, because %s=true."
			.formatted(cause.getMessage(), FAIL_FAST);
		return new FailureAnalysis(description, action(cause), cause);
	}

	private static String action(NotRegisteredException cause) {
		Problem refusal = cause.refusal();
		if (cause.isSuperseded()) {
			return "Give each process an id of its own with registry.client.instance.id, or let the id be made of its "
					+ "address and port.";
		}
		if (refusal != null && !refusal.code().equals(Problem.UNAVAILABLE)) {
			return "Correct what the registry refuses: it comes from the registry.client.instance.* properties.";
		}
		return ("Start the registry, or set registry.client.server-urls to where it is. To have the application start "
				+ "without it, and be registered as soon as it is there, write:%n%n    %s=false")
			.formatted(FAIL_FAST);
	}

}
