package io.movieinfo.registry.client.discovery.cache;

import org.jspecify.annotations.Nullable;

/**
 * A file holds no list that can be used, and never will.
 */
final class UnusableListException extends Exception {

	UnusableListException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
