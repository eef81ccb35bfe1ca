package io.movieinfo.registry.server.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Runs the documented requests with a real {@code curl}, and compares the answers with
 * the documented ones.
 */
class CurlSessionTests {

	private static final Path DOCS = Path.of("../docs");

	private static final Pattern BLOCK = Pattern.compile("^```console\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);

	@TempDir
	private Path directory;

	@Test
	void everyRequestIsAnsweredAsDocumented() throws IOException, InterruptedException {
		Tool.require("bash", "curl");
		String transcript;
		// a lease, and an interval for queries to come back, that outlast the script also
		// on a slow day
		try (RunningServer server = RunningServer.start("--registry.server.lease.ttl=10m",
				"--registry.server.lease.heartbeat-interval=3m");
				Tool script = Tool.start(this.directory, server, "bash",
						DOCS.resolve("examples/http-api.sh").toString())) {
			int exitCode = script.awaitEnd();
			transcript = String.join("\n", script.lines());
			assertThat(exitCode).as(transcript).isZero();
		}
		Files.writeString(Path.of("target/http-api.txt"), transcript);
		List<String> documented = new ArrayList<>();
		Matcher blocks = BLOCK.matcher(Files.readString(DOCS.resolve("protocol.md")));
		while (blocks.find()) {
			documented.addAll(steps(blocks.group(1)));
		}
		assertThat(documented).isEqualTo(steps(transcript));
	}

	/**
	 * Returns every command with its answer, without what is different each time.
	 */
	private static List<String> steps(String transcript) {
		List<String> steps = new ArrayList<>();
		StringBuilder step = new StringBuilder();
		for (String line : transcript.lines().toList()) {
			if (line.startsWith("$ ") || line.startsWith("## ")) {
				if (step.indexOf("$ ") == 0) {
					steps.add(step.toString().strip());
				}
				step.setLength(0);
			}
			step.append(line).append('\n');
		}
		if (step.indexOf("$ ") == 0) {
			steps.add(step.toString().strip());
		}
		return steps.stream().map(CurlSessionTests::normalized).toList();
	}

	private static String normalized(String text) {
		return text.replaceAll("(?<![\\w.-])[\\w-]{5,40}\\.\\d+(?=[\"\\n]|;|$)", "CURSOR")
			.replaceAll("(?m)^(id:).*$", "$1CURSOR")
			.replaceAll("(?i)(etag: ).*", "$1ETAG")
			.replaceAll("\"(incarnation|took_ms|for_ms|uptime_ms|ttl|interval)\":[0-9.]+", "\"$1\":0")
			.replaceAll("\"(node|epoch)\":\"[^\"]*\"", "\"$1\":\"NAME\"")
			.replaceAll("\"number\":\\d{13}", "\"number\":0")
			.replaceAll("\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z", "TIME")
			.replaceAll("registry:[\\w-]+", "START");
	}

}
