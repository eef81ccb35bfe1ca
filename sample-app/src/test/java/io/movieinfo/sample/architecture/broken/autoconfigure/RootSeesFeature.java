package io.movieinfo.sample.architecture.broken.autoconfigure;

import io.movieinfo.sample.architecture.broken.autoconfigure.http.HttpSeesActuate;

/**
 * Breaks a rule on purpose.
 */
public final class RootSeesFeature {

	Object seen() {
		return HttpSeesActuate.class;
	}

}
