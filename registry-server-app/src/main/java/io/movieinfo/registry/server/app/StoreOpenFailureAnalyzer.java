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
		return new FailureAnalysis(cause.getMessage(),
				cause.action() + " The data directory is the property registry.server.data-dir.", cause);
	}

}
