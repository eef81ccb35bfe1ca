package io.movieinfo.sample.architecture.broken.server.app.api;

import io.movieinfo.sample.architecture.broken.server.store.Shelf;

/**
 * Breaks a rule on purpose.
 */
public final class ApiSeesStore {

	Object seen() {
		return Shelf.class;
	}

}
