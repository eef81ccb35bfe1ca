package io.movieinfo.sample.architecture.broken.balancer;

import io.movieinfo.sample.architecture.broken.client.Door;

/**
 * Breaks a rule on purpose.
 */
public final class BalancerSeesClient {

	Object seen() {
		return Door.class;
	}

}
