package io.movieinfo.sample.architecture.broken.sample.home;

import io.movieinfo.sample.architecture.broken.test.Tool;

/**
 * Breaks a rule on purpose.
 */
public final class ProductSeesTestKit {

	Object seen() {
		return Tool.class;
	}

}
