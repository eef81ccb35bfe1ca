package io.movieinfo.sample.architecture.broken.test;

import org.springframework.util.StringUtils;

/**
 * Breaks a rule on purpose.
 */
public final class TestKitUsesSpring {

	Object seen() {
		return StringUtils.class;
	}

}
