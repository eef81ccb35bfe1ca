package io.movieinfo.registry.server.app.security;

import io.movieinfo.registry.server.app.RegistryServerProperties;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * The one clear refusal to listen elsewhere than on loopback.
 */
final class ExposedServerFailureAnalyzer extends AbstractFailureAnalyzer<ExposedServerException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, ExposedServerException cause) {
		return new FailureAnalysis(
				"""
						The property %s is '%s', where other hosts reach the registry server. \
						It has no access control yet: whoever reaches it may register, take over and remove any instance."""
					.formatted(cause.property(), cause.address()),
				"""
						Keep to this host: remove %s, or set it to 127.0.0.1.
						Or, in a network that you trust, accept the risk: set %s=open. \
						Until access tokens exist, that is the only other way.""".formatted(cause.property(),
						RegistryServerProperties.SECURITY_MODE),
				cause);
	}

}
