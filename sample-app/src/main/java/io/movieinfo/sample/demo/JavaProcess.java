package io.movieinfo.sample.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * One process of the demo, started from an executable jar; what it prints goes to its log
 * file.
 */
final class JavaProcess {

	/** Starts faster and stays smaller, as suits a process that lives for minutes. */
	private static final List<String> JVM_OPTIONS = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx192m");

	private final String name;

	private final Path log;

	private final Process process;

	private JavaProcess(String name, Path log, Process process) {
		this.name = name;
		this.log = log;
		this.process = process;
	}

	/**
	 * Starts a process.
	 * @param directory where it runs, and its log goes
	 */
	static JavaProcess start(String name, Path jar, List<String> arguments, Path directory) {
		Path log = directory.resolve(name + ".log");
		List<String> command = new ArrayList<>();
		command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
		command.addAll(JVM_OPTIONS);
		command.addAll(List.of("-jar", jar.toString()));
		command.addAll(arguments);
		try {
			Process process = new ProcessBuilder(command).directory(directory.toFile())
				.redirectErrorStream(true)
				.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
				.start();
			process.getOutputStream().close();
			return new JavaProcess(name, log, process);
		}
		catch (IOException ex) {
			throw new UncheckedIOException("Could not start " + name, ex);
		}
	}

	String name() {
		return this.name;
	}

	Path log() {
		return this.log;
	}

	long pid() {
		return this.process.pid();
	}

	boolean isAlive() {
		return this.process.isAlive();
	}

	/**
	 * Returns the exit code of a process that has ended.
	 */
	int exitCode() {
		return this.process.exitValue();
	}

	/**
	 * Fails if the process has ended by itself.
	 */
	void ensureAlive() {
		if (!isAlive()) {
			throw new CheckFailedException(
					"%s ended with exit code %d, see %s".formatted(this.name, exitCode(), this.log));
		}
	}

	/**
	 * Ends the process like {@code kill -9}: it cannot do anything about it.
	 */
	void kill() {
		this.process.destroyForcibly();
	}

	/**
	 * Asks the process to end, like {@code kill}.
	 */
	void askToStop() {
		this.process.destroy();
	}

	/**
	 * Waits for the process's end, and kills it if it takes too long. An interrupted
	 * caller has it killed at once, and is still interrupted.
	 */
	void awaitEnd(Duration limit) {
		try {
			if (!this.process.waitFor(limit.toNanos(), TimeUnit.NANOSECONDS)) {
				kill();
				this.process.waitFor(limit.toNanos(), TimeUnit.NANOSECONDS);
			}
		}
		catch (InterruptedException ex) {
			kill();
			Thread.currentThread().interrupt();
		}
	}

	@Override
	public String toString() {
		return this.name;
	}

}
