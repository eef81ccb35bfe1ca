package io.movieinfo.registry.server;

import io.movieinfo.registry.protocol.Problem;
import org.jspecify.annotations.Nullable;

/**
 * The change could not be stored; it may be tried again later. Reads and watches go on.
 */
public final class StoreUnavailableException extends RegistryException {

	public StoreUnavailableException(String message, @Nullable Throwable cause) {
		super(Problem.UNAVAILABLE, message, cause);
	}

}
