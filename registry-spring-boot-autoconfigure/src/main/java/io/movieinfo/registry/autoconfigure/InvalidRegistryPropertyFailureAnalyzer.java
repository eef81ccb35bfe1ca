package io.movieinfo.registry.autoconfigure;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.origin.Origin;
import org.springframework.boot.origin.OriginLookup;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;
import org.springframework.core.env.PropertySource;

/**
 * Says which property is wrong, where it was written, and what to write instead.
 */
final class InvalidRegistryPropertyFailureAnalyzer extends AbstractFailureAnalyzer<InvalidRegistryPropertyException> {

	private final @Nullable Environment environment;

	InvalidRegistryPropertyFailureAnalyzer(@Nullable Environment environment) {
		this.environment = environment;
	}

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, InvalidRegistryPropertyException cause) {
		String description = cause.getMessage() + ".";
		Origin origin = origin(cause.property());
		if (origin != null) {
			description += "%n%nIt was read from %s.".formatted(origin);
		}
		String action = "Write, for example in application.properties:%n%n    %s".formatted(cause.example());
		return new FailureAnalysis(description, action, cause);
	}

	private @Nullable Origin origin(String property) {
		if (this.environment instanceof ConfigurableEnvironment configurable) {
			for (PropertySource<?> source : configurable.getPropertySources()) {
				Origin origin = OriginLookup.getOrigin(source, property);
				if (origin != null) {
					return origin;
				}
			}
		}
		return null;
	}

}
