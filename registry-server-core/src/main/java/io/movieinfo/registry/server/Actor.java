package io.movieinfo.registry.server;

import io.movieinfo.registry.protocol.InvalidFieldException;
import io.movieinfo.registry.protocol.Overrides;
import org.jspecify.annotations.Nullable;

/**
 * Who does something to the registry by hand, and why. Immutable.
 *
 * @param by the operator, 1 to {@value Overrides#MAX_TEXT} characters
 * @param reason the reason, 1 to {@value Overrides#MAX_TEXT} characters
 */
public record Actor(String by, String reason) {

	public Actor {
		check("by", by);
		check("reason", reason);
	}

	private static void check(String field, @Nullable String text) {
		if (text == null || text.isBlank() || text.length() > Overrides.MAX_TEXT
				|| text.chars().anyMatch(Character::isISOControl)) {
			throw new InvalidFieldException(field, text,
					"1 to %d characters, not blank, without control characters".formatted(Overrides.MAX_TEXT));
		}
	}

}
