package io.movieinfo.sample.architecture.broken.client.discovery;

import io.movieinfo.sample.architecture.broken.client.Door;

/**
 * Breaks a rule on purpose.
 */
public final class ChildSeesParent {

	Object seen() {
		return Door.class;
	}

}
