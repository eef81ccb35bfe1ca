package io.movieinfo.registry.server;

import io.movieinfo.registry.protocol.Problem;

/**
 * An entry of the audit log was meant that is not there, or not any more.
 */
public final class EntryUnknownException extends RegistryException {

	private final long number;

	public EntryUnknownException(long number) {
		super(Problem.ENTRY_UNKNOWN, "the audit log has no entry %d, or not any more".formatted(number), null);
		this.number = number;
	}

	/**
	 * The number that was asked for.
	 */
	public long number() {
		return this.number;
	}

}
