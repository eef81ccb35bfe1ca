package io.movieinfo.registry.server.store;

/**
 * Keeps what must outlive the process: instances, operator overrides, known services, the
 * audit log and the revision. Leases are not part of it. Used by one thread at a time;
 * all methods may block.
 */
public interface RegistryStore extends AutoCloseable {

	/**
	 * Opens the store, creates it where there is none, and returns all that it holds. May
	 * be called again after {@link #close}.
	 * @throws StoreOpenException if it cannot be opened; nothing in it was changed
	 */
	StoredState open();

	/**
	 * Stores a batch, wholly and durably: it survives a crash that comes after the
	 * return. After a failure the batch counts as not stored: should parts of it have
	 * reached the medium, the next successful commit takes them back.
	 * @throws StoreException if it could not be stored, or if the batch's base is not the
	 * store's revision
	 */
	void commit(StoreBatch batch);

	/**
	 * Closes the store, so that its next {@link #open} goes on at exactly the revision of
	 * its last commit. Does nothing if it is not open, and never throws.
	 */
	@Override
	void close();

}
