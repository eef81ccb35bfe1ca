package io.movieinfo.sample.architecture.broken.balancer;

import org.slf4j.Logger;

/**
 * Breaks a rule on purpose.
 */
public final class BalancerUsesLogging {

	Object seen() {
		return Logger.class;
	}

}
