package io.movieinfo.sample.architecture.broken.test;

import io.movieinfo.sample.architecture.broken.client.Door;

/**
 * Breaks a rule on purpose.
 */
public final class TestKitSeesClient {

	Object seen() {
		return Door.class;
	}

}
