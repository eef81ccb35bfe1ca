package io.movieinfo.registry.server.store;

import org.jspecify.annotations.Nullable;

/**
 * A store could not do what it was asked for.
 */
public class StoreException extends RuntimeException {

	public StoreException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
