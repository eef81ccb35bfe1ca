package io.movieinfo.sample.endtoend;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

/**
 * A program that is not part of the build. Tests that need one are skipped with a line
 * that says so where it is absent, unless {@code REGISTRY_TESTS_SKIP_NOTHING} is set.
 */
final class Tool {

	private static final String SKIP_NOTHING = "REGISTRY_TESTS_SKIP_NOTHING";

	private Tool() {
	}

	/**
	 * Skips the calling test, or fails it, if a program is absent.
	 */
	static void require(String... programs) {
		for (String program : programs) {
			if (!isInstalled(program)) {
				if (System.getenv(SKIP_NOTHING) != null) {
					fail("%s is not installed, and %s is set", program, SKIP_NOTHING);
				}
				abort("skipped: %s is not installed".formatted(program));
			}
		}
	}

	/**
	 * Runs a program to its end.
	 * @param input what it reads
	 * @return what it has said
	 */
	static String run(Path directory, Path input, List<String> command) throws IOException, InterruptedException {
		Path output = Files.createTempFile(directory, "output", ".txt");
		Process process = new ProcessBuilder(command).redirectErrorStream(true)
			.redirectInput(input.toFile())
			.redirectOutput(output.toFile())
			.start();
		assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("end of %s", command).isTrue();
		return Files.readString(output);
	}

	private static boolean isInstalled(String program) {
		String path = Objects.requireNonNullElse(System.getenv("PATH"), "");
		return Stream.of(path.split(Pattern.quote(File.pathSeparator), -1))
			.anyMatch((directory) -> Files.isExecutable(Path.of(directory, program)));
	}

}
