package io.movieinfo.sample.architecture.broken.sample.home;

import io.movieinfo.sample.architecture.broken.server.Desk;

/**
 * Breaks a rule on purpose.
 */
public final class SampleSeesServer {

	Object seen() {
		return Desk.class;
	}

}
