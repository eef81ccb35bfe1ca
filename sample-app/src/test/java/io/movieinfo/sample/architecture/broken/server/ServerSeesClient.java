package io.movieinfo.sample.architecture.broken.server;

import io.movieinfo.sample.architecture.broken.client.Door;

/**
 * Breaks a rule on purpose.
 */
public final class ServerSeesClient {

	Object seen() {
		return Door.class;
	}

}
