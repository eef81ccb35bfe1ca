package io.movieinfo.sample.endtoend;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The files for Prometheus that operators are given, and what they are told of them.
 */
class AlertRulesTests {

	private static final Path DOCS = Path.of("../docs");

	private static final Path PROMETHEUS = DOCS.resolve("prometheus");

	private static final Pattern ALERT = Pattern.compile("- alert: (\\w+)");

	private static final Path NO_INPUT = Path.of("/dev/null");

	@TempDir
	private Path directory;

	@Test
	void rulesAndConfigurationAreWellFormed() throws IOException, InterruptedException {
		Tool.require("promtool");
		assertThat(promtool("check", "rules", "alerts.yml")).contains("SUCCESS").doesNotContain("FAILED");
		assertThat(promtool("check", "config", "prometheus.yml")).contains("SUCCESS").doesNotContain("FAILED");
	}

	@Test
	void rulesFireWhenTheyShouldAndOnlyThen() throws IOException, InterruptedException {
		Tool.require("promtool");
		assertThat(promtool("test", "rules", "alerts-test.yml")).contains("SUCCESS").doesNotContain("FAILED");
	}

	@Test
	void everyAlertIsTestedAndSaysWhatToDo() throws IOException {
		List<String> alerts = ALERT.matcher(Files.readString(PROMETHEUS.resolve("alerts.yml")))
			.results()
			.map((MatchResult match) -> match.group(1))
			.toList();
		assertThat(alerts).hasSizeGreaterThan(6);
		String tests = Files.readString(PROMETHEUS.resolve("alerts-test.yml"));
		String guide = Files.readString(DOCS.resolve("operating.md"));
		assertThat(alerts).allSatisfy((alert) -> {
			assertThat(tests).contains(alert);
			assertThat(guide).contains("\n### " + alert + "\n");
		});
		assertThat(Pattern.compile("^### (\\w+[a-z][A-Z]\\w+)$", Pattern.MULTILINE)
			.matcher(guide)
			.results()
			.map((heading) -> heading.group(1))).containsExactlyInAnyOrderElementsOf(alerts);
	}

	private String promtool(String command, String what, String file) throws IOException, InterruptedException {
		return Tool.run(this.directory, NO_INPUT,
				List.of("promtool", command, what, PROMETHEUS.resolve(file).toString()));
	}

}
