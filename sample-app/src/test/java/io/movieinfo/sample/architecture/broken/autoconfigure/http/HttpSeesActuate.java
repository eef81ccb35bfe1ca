package io.movieinfo.sample.architecture.broken.autoconfigure.http;

import io.movieinfo.sample.architecture.broken.autoconfigure.actuate.HiddenAutoConfiguration;

/**
 * Breaks a rule on purpose.
 */
public final class HttpSeesActuate {

	Object seen() {
		return HiddenAutoConfiguration.class;
	}

}
