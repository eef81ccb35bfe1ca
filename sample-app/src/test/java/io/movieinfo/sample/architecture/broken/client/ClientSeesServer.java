package io.movieinfo.sample.architecture.broken.client;

import io.movieinfo.sample.architecture.broken.server.Desk;

/**
 * Breaks a rule on purpose.
 */
public final class ClientSeesServer {

	Object seen() {
		return Desk.class;
	}

}
