package io.movieinfo.registry.protocol;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Holds {@code docs/protocol.md} to the golden files.
 */
class ProtocolDocumentTests {

	private static final Pattern EXAMPLE = Pattern.compile("```json\\n(\\{\"type\":.*)\\n```");

	@Test
	void everyMessageShownIsAGoldenFile() throws IOException {
		Matcher matcher = EXAMPLE.matcher(Files.readString(Path.of("..", "docs", "protocol.md")));
		List<String> shown = new ArrayList<>();
		while (matcher.find()) {
			shown.add(matcher.group(1));
		}
		List<String> golden = new ArrayList<>();
		GoldenMessages.client().keySet().forEach((name) -> golden.add(text("client", name)));
		GoldenMessages.server().keySet().forEach((name) -> golden.add(text("server", name)));
		assertThat(shown).hasSizeGreaterThan(10).isSubsetOf(golden);
	}

	@Test
	void everyKindOfMessageIsShown() throws IOException {
		String document = Files.readString(Path.of("..", "docs", "protocol.md"));
		for (String type : List.of("hello", "register", "heartbeat", "update", "deregister", "drain", "watch",
				"unwatch", "ack", "welcome", "registered", "alive", "drained", "done", "error", "snapshot", "delta",
				"goaway")) {
			assertThat(document).contains("{\"type\":\"" + type + "\"");
		}
	}

	private static String text(String side, String name) {
		return new String(GoldenMessages.bytes(side, name), StandardCharsets.UTF_8);
	}

}
