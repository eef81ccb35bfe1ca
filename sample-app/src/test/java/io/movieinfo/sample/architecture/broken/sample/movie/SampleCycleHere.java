package io.movieinfo.sample.architecture.broken.sample.movie;

import io.movieinfo.sample.architecture.broken.sample.user.SampleCycleThere;

/**
 * Breaks a rule on purpose.
 */
public final class SampleCycleHere {

	Object seen() {
		return SampleCycleThere.class;
	}

}
