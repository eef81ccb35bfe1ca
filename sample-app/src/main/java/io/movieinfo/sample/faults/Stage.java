package io.movieinfo.sample.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

import io.movieinfo.sample.process.Host;
import io.movieinfo.sample.process.Processes;
import io.movieinfo.sample.process.Progress;
import io.movieinfo.sample.process.Setup;

/**
 * What one run of a scenario has to work with. Everything that it makes ends when this is
 * closed, also from a shutdown hook; closing is idempotent and thread-safe.
 */
final class Stage implements AutoCloseable {

	private final Setup setup;

	private final Progress progress;

	private final RandomGenerator random;

	/** Guarded by this. */
	private final List<AutoCloseable> resources = new ArrayList<>();

	/** Guarded by this. */
	private boolean closed;

	/**
	 * Creates a stage.
	 * @param setup where the jars are, and the run's own directory
	 */
	Stage(Setup setup, Progress progress, RandomGenerator random) {
		this.setup = setup;
		this.progress = progress;
		this.random = random;
	}

	/**
	 * Returns a cluster in which nothing runs yet.
	 * @param server where its server is to run
	 */
	Cluster cluster(Host server) {
		try {
			Files.createDirectories(this.setup.directory());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		Processes processes = closeAtEnd(new Processes(this.setup), Processes::kill);
		return new Cluster(processes, server, this.setup.directory(), this.progress, this.random);
	}

	/**
	 * Returns the run's own directory.
	 */
	Path directory() {
		return this.setup.directory();
	}

	Progress progress() {
		return this.progress;
	}

	RandomGenerator random() {
		return this.random;
	}

	/**
	 * Has something ended with this stage; what was added last is ended first.
	 * @throws IllegalStateException if the stage is closed, after having ended it
	 */
	<T> T closeAtEnd(T resource, java.util.function.Consumer<T> closing) {
		boolean late;
		synchronized (this) {
			late = this.closed;
			if (!late) {
				this.resources.add(() -> closing.accept(resource));
			}
		}
		if (late) {
			closing.accept(resource);
			throw new IllegalStateException("this run is ending");
		}
		return resource;
	}

	@Override
	public void close() {
		List<AutoCloseable> ending;
		synchronized (this) {
			this.closed = true;
			ending = new ArrayList<>(this.resources);
			this.resources.clear();
		}
		for (int i = ending.size() - 1; i >= 0; i--) {
			try {
				ending.get(i).close();
			}
			catch (Exception ex) {
				throw new IllegalStateException("Could not clean up after a run", ex);
			}
		}
	}

}
