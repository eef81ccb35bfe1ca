package io.movieinfo.registry.protocol;

import java.util.regex.Pattern;

/**
 * A point in one history of the registry: opaque to its users, who hand it back to go on
 * from there. Its text is {@code epoch.revision}.
 *
 * @param epoch names one history of the store; never contains a dot
 * @param revision counts the changes of that history, from 0
 */
public record Cursor(String epoch, long revision) {

	private static final Pattern EPOCH = Pattern.compile("[A-Za-z0-9_-]{1,64}");

	public Cursor {
		if (!EPOCH.matcher(epoch).matches()) {
			throw new InvalidFieldException("epoch", epoch, "1 to 64 characters of A-Z, a-z, 0-9, '_' and '-'");
		}
		if (revision < 0) {
			throw new InvalidFieldException("revision", revision, "0 or more");
		}
	}

	/**
	 * Reads a cursor's text.
	 * @param field the cursor's field, for the complaint
	 * @param text the text as it came in
	 * @throws InvalidFieldException if it is no cursor that a registry gave out
	 */
	public static Cursor parse(String field, String text) {
		int dot = text.indexOf('.');
		try {
			if (dot > 0) {
				return new Cursor(text.substring(0, dot), Long.parseLong(text.substring(dot + 1)));
			}
		}
		catch (IllegalArgumentException ex) {
			// answered below, with the whole text
		}
		throw new InvalidFieldException(field, text, "a cursor as the registry gave it out");
	}

	/**
	 * Whether this and another cursor are of one history, so that their revisions can be
	 * compared.
	 */
	public boolean sameEpoch(Cursor other) {
		return this.epoch.equals(other.epoch);
	}

	@Override
	public String toString() {
		return this.epoch + "." + this.revision;
	}

}
