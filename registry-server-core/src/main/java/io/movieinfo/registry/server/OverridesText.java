package io.movieinfo.registry.server;

import java.util.ArrayList;
import java.util.List;

import io.movieinfo.registry.protocol.Overrides;
import org.jspecify.annotations.Nullable;

/**
 * Overrides in words, for the audit log: one line, and not too long.
 */
final class OverridesText {

	static final String NONE = "no overrides";

	private static final int MAX_VALUE = 100;

	private static final int MAX_TEXT = 500;

	private OverridesText() {
	}

	static String of(@Nullable Overrides overrides) {
		if (overrides == null || overrides.isEmpty()) {
			return NONE;
		}
		List<String> settings = new ArrayList<>();
		if (overrides.weight() != null) {
			settings.add("weight " + overrides.weight());
		}
		if (overrides.enabled() != null) {
			settings.add(overrides.enabled() ? "enabled" : "disabled");
		}
		overrides.meta().forEach((key, value) -> settings.add("meta." + key + "=" + cut(value, MAX_VALUE)));
		return cut(String.join(", ", settings), MAX_TEXT);
	}

	private static String cut(String text, int max) {
		String line = text.replaceAll("\\p{Cntrl}", " ");
		return (line.length() <= max) ? line : line.substring(0, max) + "…";
	}

}
