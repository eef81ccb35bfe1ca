package io.movieinfo.registry.server.app;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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
public final class Tool implements AutoCloseable {

	private static final String SKIP_NOTHING = "REGISTRY_TESTS_SKIP_NOTHING";

	private final Process process;

	private final Path output;

	private Tool(Process process, Path output) {
		this.process = process;
		this.output = output;
	}

	/**
	 * Skips the calling test, or fails it, if a program is absent.
	 */
	public static void require(String... programs) {
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
	 * Starts a program with its output and errors in a file.
	 * @param directory for that file
	 * @param registry the server that it is to talk to, as {@code REGISTRY}
	 */
	public static Tool start(Path directory, RunningServer registry, String... command) throws IOException {
		Path output = Files.createTempFile(directory, "output", ".txt");
		ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true)
			.redirectInput(new File("/dev/null"))
			.redirectOutput(output.toFile());
		builder.environment().put("REGISTRY", "http://localhost:" + registry.port());
		builder.environment().put("PYTHONDONTWRITEBYTECODE", "1");
		return new Tool(builder.start(), output);
	}

	/**
	 * Returns what it has said so far, line by line.
	 */
	public List<String> lines() {
		try {
			return new ArrayList<>(Files.readAllLines(this.output));
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Ends it as a crash would.
	 */
	public void kill() {
		this.process.destroyForcibly();
	}

	/**
	 * Asks it to stop.
	 */
	public void stop() {
		this.process.destroy();
	}

	/**
	 * Waits for its end.
	 * @return its exit code
	 */
	public int awaitEnd() throws InterruptedException {
		assertThat(this.process.waitFor(60, TimeUnit.SECONDS)).as(() -> String.join("\n", lines())).isTrue();
		return this.process.exitValue();
	}

	@Override
	public void close() {
		kill();
	}

	private static boolean isInstalled(String program) {
		String path = Objects.requireNonNullElse(System.getenv("PATH"), "");
		return Stream.of(path.split(Pattern.quote(File.pathSeparator), -1))
			.anyMatch((directory) -> Files.isExecutable(Path.of(directory, program)));
	}

}
