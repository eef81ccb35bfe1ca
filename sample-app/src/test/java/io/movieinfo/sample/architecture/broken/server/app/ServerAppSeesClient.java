package io.movieinfo.sample.architecture.broken.server.app;

import io.movieinfo.sample.architecture.broken.client.Door;

/**
 * Breaks a rule on purpose.
 */
public final class ServerAppSeesClient {

	Object seen() {
		return Door.class;
	}

}
