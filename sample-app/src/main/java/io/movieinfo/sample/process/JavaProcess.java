package io.movieinfo.sample.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * One process, started from an executable jar; what it prints goes to its log file.
 */
public final class JavaProcess {

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
	 * @param host where it runs
	 * @param directory where its files and its log go
	 */
	static JavaProcess start(String name, Host host, Path jar, List<String> arguments, Path directory) {
		Path log = directory.resolve(name + ".log");
		List<String> command = new ArrayList<>(host.prefix());
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

	public String name() {
		return this.name;
	}

	public Path log() {
		return this.log;
	}

	public long pid() {
		return this.process.pid();
	}

	public boolean isAlive() {
		return this.process.isAlive();
	}

	/**
	 * Returns the exit code of a process that has ended.
	 */
	public int exitCode() {
		return this.process.exitValue();
	}

	/**
	 * Fails if the process has ended by itself.
	 */
	public void ensureAlive() {
		if (!isAlive()) {
			throw new CheckFailedException(
					"%s ended with exit code %d, see %s".formatted(this.name, exitCode(), this.log));
		}
	}

	/**
	 * Ends the process like {@code kill -9}: it cannot do anything about it.
	 */
	public void kill() {
		this.process.destroyForcibly();
	}

	/**
	 * Asks the process to end, like {@code kill}. A frozen one does so once it is thawed.
	 */
	public void askToStop() {
		this.process.destroy();
	}

	/**
	 * Stops the process in the middle of whatever it does, like {@code kill -STOP}.
	 */
	public void freeze() {
		signal("STOP");
	}

	/**
	 * Lets a frozen process go on, like {@code kill -CONT}.
	 */
	public void thaw() {
		signal("CONT");
	}

	/**
	 * Waits for the process's end, and kills it if it takes too long. An interrupted
	 * caller has it killed at once, and is still interrupted.
	 */
	public void awaitEnd(Duration limit) {
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

	private void signal(String signal) {
		ensureAlive();
		try {
			int code = new ProcessBuilder("kill", "-" + signal, Long.toString(pid())).inheritIO().start().waitFor();
			if (code != 0) {
				throw new CheckFailedException("kill -%s of %s ended with %d".formatted(signal, this.name, code));
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException("Could not send SIG%s to %s".formatted(signal, this.name), ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new CheckFailedException("interrupted");
		}
	}

}
