package io.movieinfo.sample.architecture.broken.protocol;

import io.movieinfo.sample.architecture.broken.balancer.Choice;

/**
 * Breaks a rule on purpose.
 */
public final class ProtocolSeesBalancer {

	Object seen() {
		return Choice.class;
	}

}
