package io.movieinfo.sample.network;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.movieinfo.sample.process.CheckFailedException;

/**
 * Runs commands of the system. Each blocks until it has ended, for ten seconds at most.
 */
final class Shell {

	private static final long LIMIT_SECONDS = 10;

	private Shell() {
	}

	/**
	 * Runs a command.
	 * @return what it printed
	 * @throws CheckFailedException if it failed, with all that it said
	 */
	static String run(String... command) {
		return run("", List.of(command));
	}

	/**
	 * Runs a command with an input.
	 */
	static String run(String input, List<String> command) {
		try {
			Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
			process.getOutputStream().write(input.getBytes(StandardCharsets.UTF_8));
			process.getOutputStream().close();
			String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
			if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
				process.destroyForcibly();
				throw new CheckFailedException("%s took too long".formatted(String.join(" ", command)));
			}
			if (process.exitValue() != 0) {
				throw new CheckFailedException("%s ended with %d: %s".formatted(String.join(" ", command),
						process.exitValue(), output.strip()));
			}
			return output;
		}
		catch (IOException ex) {
			throw new UncheckedIOException("Could not run " + command.get(0), ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new CheckFailedException("interrupted");
		}
	}

}
