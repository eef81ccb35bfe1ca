package io.movieinfo.sample.architecture.broken.sample.user;

import io.movieinfo.sample.architecture.broken.sample.movie.SampleCycleHere;

/**
 * Breaks a rule on purpose.
 */
public final class SampleCycleThere {

	Object seen() {
		return SampleCycleHere.class;
	}

}
