package io.movieinfo.registry.server.store;

import java.util.Objects;
import java.util.UUID;

/**
 * A store that lives as long as the object: what is in it is there again when it is
 * opened again. For tests, and for registries that need not survive.
 */
public final class MemoryStore implements RegistryStore {

	private final String epoch;

	/**
	 * Creates an empty store with a random epoch.
	 */
	public MemoryStore() {
		this(UUID.randomUUID().toString());
	}

	/**
	 * Creates an empty store.
	 * @param epoch names its history
	 */
	public MemoryStore(String epoch) {
		this.epoch = Objects.requireNonNull(epoch, "epoch");
	}

	@Override
	public StoredState open() {
		throw new UnsupportedOperationException(this.epoch);
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
