package io.movieinfo.registry.client.transport;

/**
 * The session.
 */
public final class Session {

	private Session() {
	}

}
