package io.movieinfo.sample.architecture.broken.autoconfigure;

import io.movieinfo.sample.architecture.broken.server.Desk;

/**
 * Breaks a rule on purpose.
 */
public final class AutoconfigureSeesServer {

	Object seen() {
		return Desk.class;
	}

}
