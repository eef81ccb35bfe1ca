package io.movieinfo.sample.architecture.broken.server;

import org.springframework.util.StringUtils;

/**
 * Breaks a rule on purpose.
 */
public final class ServerUsesSpring {

	Object seen() {
		return StringUtils.class;
	}

}
