package io.movieinfo.registry.server;

import io.movieinfo.registry.protocol.Problem;

/**
 * An action was to be undone, but what it had changed is different by now.
 */
public final class ChangedSinceException extends RegistryException {

	private final long number;

	/**
	 * Creates the refusal.
	 * @param number the number of the action's entry
	 * @param now what is so now, in words
	 */
	public ChangedSinceException(long number, String now) {
		super(Problem.CHANGED_SINCE, "entry %d is not undone, because it was changed since: %s".formatted(number, now),
				null);
		this.number = number;
	}

	/**
	 * The number of the action's entry.
	 */
	public long number() {
		return this.number;
	}

}
