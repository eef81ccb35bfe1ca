package io.movieinfo.registry.server.store;

import org.jspecify.annotations.Nullable;

/**
 * A store could not be opened; nothing in it was changed. The message says what was
 * found, {@link #action} what to do about it.
 */
public final class StoreOpenException extends StoreException {

	private final String location;

	private final String action;

	public StoreOpenException(String location, String message, String action, @Nullable Throwable cause) {
		super(message, cause);
		this.location = location;
		this.action = action;
	}

	/**
	 * Where the store is, a path or address.
	 */
	public String location() {
		return this.location;
	}

	/**
	 * What an operator can do about it, in one or two sentences.
	 */
	public String action() {
		return this.action;
	}

}
