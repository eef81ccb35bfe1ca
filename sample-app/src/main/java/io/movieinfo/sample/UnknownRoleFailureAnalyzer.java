package io.movieinfo.sample;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Tells a user who started MovieInfo without a role what to write where.
 */
final class UnknownRoleFailureAnalyzer extends AbstractFailureAnalyzer<UnknownRoleException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, UnknownRoleException cause) {
		String description = cause.value().isEmpty() ? "MovieInfo was started without a role."
				: "MovieInfo has no role '%s'.".formatted(cause.value());
		return new FailureAnalysis(description,
				"Start it with --%s=ROLE, where ROLE is one of: %s.".formatted(Role.PROPERTY, Role.choices()), cause);
	}

}
