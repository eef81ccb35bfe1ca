package io.movieinfo.sample.architecture.broken.client.registration;

import io.movieinfo.sample.architecture.broken.client.transport.CycleThere;

/**
 * Breaks a rule on purpose.
 */
public final class CycleHere {

	Object seen() {
		return CycleThere.class;
	}

}
