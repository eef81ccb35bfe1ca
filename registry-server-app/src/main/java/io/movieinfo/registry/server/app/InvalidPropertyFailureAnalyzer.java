package io.movieinfo.registry.server.app;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * Says which property is wrong. Spring Boot's own analysis would show only that a record
 * could not be bound, and comes later.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class InvalidPropertyFailureAnalyzer extends AbstractFailureAnalyzer<InvalidConfigurationPropertyValueException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, InvalidConfigurationPropertyValueException cause) {
		return new FailureAnalysis(
				"The property %s is '%s'. %s.".formatted(cause.getName(), cause.getValue(), cause.getReason()),
				"Correct the property, or remove it to use its default.", cause);
	}

}
