package io.movieinfo.registry.server.store;

import java.nio.file.Path;

/**
 * A store in one file, {@code registry.db}, held open and locked by one process. Every
 * commit is on the disk before it returns.
 */
public final class EmbeddedStore implements RegistryStore {

	private final Path directory;

	/**
	 * Creates a store that is not open yet.
	 * @param directory where its file is or will be; {@link #open} creates it where it is
	 * absent
	 */
	public EmbeddedStore(Path directory) {
		this.directory = directory;
	}

	@Override
	public StoredState open() {
		throw new UnsupportedOperationException(this.directory.toString());
	}

	@Override
	public void commit(StoreBatch batch) {
		throw new UnsupportedOperationException();
	}

	@Override
	public void close() {
		throw new UnsupportedOperationException();
	}

}
