package io.movieinfo.registry.server;

import io.movieinfo.registry.protocol.Problem;
import io.movieinfo.registry.server.audit.AuditEntry;

/**
 * An action was to be undone that cannot be: it has no inverse, or had no effect.
 */
public final class NotUndoableException extends RegistryException {

	private final transient AuditEntry entry;

	public NotUndoableException(AuditEntry entry) {
		super(Problem.NOT_UNDOABLE, "what entry %d says cannot be undone: %s".formatted(entry.number(), why(entry)),
				null);
		this.entry = entry;
	}

	public AuditEntry entry() {
		return this.entry;
	}

	private static String why(AuditEntry entry) {
		return switch (entry.action()) {
			case REMOVE -> "an instance comes back only when its application registers it";
			case RELEASE_GUARD -> "the guard engages by itself when it has to";
			case OVERRIDE, CLEAR_OVERRIDES, DRAIN, END_DRAIN -> "it has changed nothing, or too much to be kept";
		};
	}

}
