package io.movieinfo.sample.architecture.broken.client.transport;

import io.movieinfo.sample.architecture.broken.client.registration.CycleHere;

/**
 * Breaks a rule on purpose.
 */
public final class CycleThere {

	Object seen() {
		return CycleHere.class;
	}

}
