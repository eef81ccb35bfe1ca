package io.movieinfo.sample.process;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Starts processes, and leaves none behind. Thread-safe: closing, also from a shutdown
 * hook, stops what runs and lets nothing more start.
 */
public final class Processes implements AutoCloseable {

	private static final Duration GRACE = Duration.ofSeconds(15);

	private final Setup setup;

	/** Guarded by this. */
	private final List<JavaProcess> applications = new ArrayList<>();

	/** Guarded by this. */
	private final List<JavaProcess> servers = new ArrayList<>();

	/** Guarded by this. */
	private boolean closed;

	/**
	 * Creates it; nothing runs yet.
	 */
	public Processes(Setup setup) {
		this.setup = setup;
	}

	/**
	 * Starts a registry server.
	 * @param name the process's name here, and its log's
	 * @param arguments those of Spring Boot
	 * @throws IllegalStateException if this is closed
	 */
	public JavaProcess startServer(String name, Host host, List<String> arguments) {
		return start(this.servers, this.setup.serverJar(), name, host, arguments);
	}

	/**
	 * Starts one of MovieInfo's applications.
	 * @param role its role
	 * @param name the process's name here, and its log's
	 * @param arguments those of Spring Boot, without the role
	 * @throws IllegalStateException if this is closed
	 */
	public JavaProcess startApplication(String role, String name, Host host, List<String> arguments) {
		List<String> all = new ArrayList<>(List.of("--movieinfo.role=" + role));
		all.addAll(arguments);
		return start(this.applications, this.setup.sampleJar(), name, host, all);
	}

	private synchronized JavaProcess start(List<JavaProcess> group, Path jar, String name, Host host,
			List<String> arguments) {
		if (this.closed) {
			throw new IllegalStateException("This run is ending, " + name + " is not started any more");
		}
		JavaProcess process = JavaProcess.start(name, host, jar, arguments, this.setup.directory());
		group.add(process);
		return process;
	}

	/**
	 * Stops all processes, the applications first, so that they can still say good-bye to
	 * the registry. Returns when all have ended. Idempotent.
	 */
	@Override
	public void close() {
		refuseMore();
		stop(this.applications);
		stop(this.servers);
	}

	/**
	 * Kills all processes. Returns when all have ended. Idempotent.
	 */
	public void kill() {
		refuseMore();
		List<JavaProcess> all = new ArrayList<>(this.applications);
		all.addAll(this.servers);
		all.forEach(JavaProcess::kill);
		all.forEach((process) -> process.awaitEnd(GRACE));
	}

	private synchronized void refuseMore() {
		this.closed = true;
	}

	private static void stop(List<JavaProcess> group) {
		group.forEach(JavaProcess::askToStop);
		group.forEach((process) -> process.awaitEnd(GRACE));
	}

}
