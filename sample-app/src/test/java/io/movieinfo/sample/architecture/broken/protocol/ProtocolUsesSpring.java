package io.movieinfo.sample.architecture.broken.protocol;

import org.springframework.util.StringUtils;

/**
 * Breaks a rule on purpose.
 */
public final class ProtocolUsesSpring {

	Object seen() {
		return StringUtils.class;
	}

}
