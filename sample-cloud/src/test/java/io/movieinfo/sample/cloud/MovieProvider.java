package io.movieinfo.sample.cloud;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;

import io.movieinfo.sample.MovieInfoApplication;

/**
 * An instance of {@code movie-service}, which can be stopped or killed and started again.
 */
final class MovieProvider implements AutoCloseable {

	private final URI server;

	private final String id;

	private final Path log;

	private JavaProcess process;

	private MovieProvider(URI server, String id, Path log, JavaProcess process) {
		this.server = server;
		this.id = id;
		this.log = log;
		this.process = process;
	}

	/**
	 * Starts an instance, without waiting until it is there.
	 */
	static MovieProvider start(URI server, String id, Path directory) throws IOException {
		Path log = directory.resolve(id + ".log");
		return new MovieProvider(server, id, log, process(server, id, log));
	}

	String id() {
		return this.id;
	}

	JavaProcess process() {
		return this.process;
	}

	/**
	 * Starts it again, as another process with the same id.
	 */
	void startAgain() throws IOException {
		this.process = process(this.server, this.id, this.log);
	}

	@Override
	public void close() {
		this.process.close();
	}

	private static JavaProcess process(URI server, String id, Path log) throws IOException {
		return JavaProcess.start(log, MovieInfoApplication.class.getName(), JavaProcess.SERVER,
				"--movieinfo.role=movie", "--registry.client.instance.id=" + id,
				"--registry.client.server-urls=" + server, "--server.address=127.0.0.1",
				"--registry.client.discovery.cache.enabled=false", "--registry.client.drain.timeout=1m");
	}

}
