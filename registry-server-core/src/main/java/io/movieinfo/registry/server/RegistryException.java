package io.movieinfo.registry.server;

import io.movieinfo.registry.protocol.Problem;
import org.jspecify.annotations.Nullable;

/**
 * The registry refused a request, and nothing was changed.
 */
public abstract sealed class RegistryException extends RuntimeException
		permits RegisterAgainException, SupersededException, StillAliveException, InstanceUnknownException,
		StoreUnavailableException, EntryUnknownException, NotUndoableException, ChangedSinceException {

	private final String code;

	RegistryException(String code, String message, @Nullable Throwable cause) {
		super(message, cause);
		this.code = code;
	}

	/**
	 * Returns the refusal as it is told to clients.
	 */
	public Problem toProblem() {
		return Problem.of(this.code, String.valueOf(getMessage()));
	}

}
