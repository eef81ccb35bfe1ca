package io.movieinfo.sample.architecture.broken.client;

import org.springframework.util.StringUtils;

/**
 * Breaks a rule on purpose.
 */
public final class ClientUsesSpring {

	Object seen() {
		return StringUtils.class;
	}

}
