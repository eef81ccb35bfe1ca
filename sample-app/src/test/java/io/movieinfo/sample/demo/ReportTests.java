package io.movieinfo.sample.demo;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import io.movieinfo.sample.process.CheckFailedException;
import io.movieinfo.sample.process.Progress;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ReportTests {

	private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

	private final PrintStream out = new PrintStream(this.bytes, true, StandardCharsets.UTF_8);

	@Test
	void reportIsAligned() {
		Report report = new Report();
		report.passed("call", List.of("all answered", "evenly"));
		report.failed("kill -9", "3 of 9 calls failed");
		report.notRun("join");
		report.print(this.out);
		assertThat(printed()).isEqualToNormalizingNewlines("""
				call     ok       all answered
				                  evenly
				kill -9  FAILED   3 of 9 calls failed
				join     not run
				""");
	}

	@Test
	void checkEndsWithTheFirstFailureAndDoesNotPass() {
		Map<String, Supplier<List<String>>> steps = new LinkedHashMap<>();
		steps.put("first", () -> List.of("seen"));
		steps.put("second", () -> {
			throw new CheckFailedException("nothing came");
		});
		steps.put("third", () -> {
			throw new AssertionError("must not run");
		});
		assertThat(new Check(new Progress(this.out), () -> false).run(steps, this.out)).isFalse();
		assertThat(printed()).contains("first   ok       seen", "second  FAILED   nothing came", "third   not run",
				"FAILED after");
	}

	@Test
	void unexpectedFailureOfStepIsReported() {
		Map<String, Supplier<List<String>>> steps = Map.of("only", () -> {
			throw new IllegalStateException("out of order");
		});
		assertThat(new Check(new Progress(this.out), () -> false).run(steps, this.out)).isFalse();
		assertThat(printed()).contains("only  FAILED  java.lang.IllegalStateException: out of order");
	}

	private String printed() {
		return this.bytes.toString(StandardCharsets.UTF_8);
	}

}
