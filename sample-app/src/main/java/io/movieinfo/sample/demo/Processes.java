package io.movieinfo.sample.demo;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Starts the demo's processes, and leaves none behind. Thread-safe: closing, also from a
 * shutdown hook, stops what runs and lets nothing more start.
 */
final class Processes implements AutoCloseable {

	private static final Duration GRACE = Duration.ofSeconds(15);

	private final Setup setup;

	private final int serverPort;

	/** Guarded by this. */
	private final List<JavaProcess> applications = new ArrayList<>();

	/** Guarded by this. */
	private final List<JavaProcess> servers = new ArrayList<>();

	/** Guarded by this. */
	private boolean closed;

	/**
	 * Creates it; nothing runs yet.
	 * @param serverPort where the registry server is to listen
	 */
	Processes(Setup setup, int serverPort) {
		this.setup = setup;
		this.serverPort = serverPort;
	}

	URI serverUrl() {
		return URI.create("http://127.0.0.1:" + this.serverPort);
	}

	/**
	 * Starts the registry server, the first time or again.
	 * @throws IllegalStateException if the demo is ending
	 */
	JavaProcess startServer() {
		return start(this.servers, this.setup.serverJar(), "server", "--server.port=" + this.serverPort,
				"--registry.server.data-dir=" + this.setup.data());
	}

	/**
	 * Starts one of MovieInfo's applications on a free port.
	 * @param role its role
	 * @param id the id to register with
	 * @param name the process's name here, and its log's
	 * @throws IllegalStateException if the demo is ending
	 */
	JavaProcess startApplication(String role, String id, String name) {
		return start(this.applications, this.setup.sampleJar(), name, "--movieinfo.role=" + role, "--server.port=0",
				"--registry.client.server-urls=" + serverUrl(), "--registry.client.instance.id=" + id,
				// lets the demo see who is connected
				"--management.endpoint.health.show-components=always");
	}

	private synchronized JavaProcess start(List<JavaProcess> group, Path jar, String name, String... arguments) {
		if (this.closed) {
			throw new IllegalStateException("The demo is ending, " + name + " is not started any more");
		}
		JavaProcess process = JavaProcess.start(name, jar, List.of(arguments), this.setup.directory());
		group.add(process);
		return process;
	}

	/**
	 * Stops all processes, the applications first, so that they can still say good-bye to
	 * the registry. Returns when all have ended. Idempotent.
	 */
	@Override
	public void close() {
		synchronized (this) {
			this.closed = true;
		}
		stop(this.applications);
		stop(this.servers);
	}

	private static void stop(List<JavaProcess> group) {
		group.forEach(JavaProcess::askToStop);
		group.forEach((process) -> process.awaitEnd(GRACE));
	}

}
