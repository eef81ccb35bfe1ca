package io.movieinfo.registry.autoconfigure.http;

import io.movieinfo.registry.autoconfigure.HashHeaders;

/**
 * The same where a header is the request's key, so that a request is filled in before it
 * is known where it goes.
 */
class ReactiveFailoverByKeyTests extends ReactiveFailoverTests {

	@Override
	HashHeaders hashHeaders() {
		return HashHeaders.ofAll("X-User");
	}

}
