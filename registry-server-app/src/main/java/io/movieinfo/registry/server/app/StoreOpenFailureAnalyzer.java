package io.movieinfo.registry.server.app;

import io.movieinfo.registry.server.store.StoreOpenException;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Says what is wrong with the store, and what to do about it.
 */
final class StoreOpenFailureAnalyzer extends AbstractFailureAnalyzer<StoreOpenException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, StoreOpenException cause) {
		return new FailureAnalysis(
				"The registry's store %s could not be opened: %s".formatted(cause.location(), cause.getMessage()),
				cause.action(), cause);
	}

}
