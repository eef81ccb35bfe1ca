package io.movieinfo.registry.server;

import java.util.function.Consumer;

import io.movieinfo.registry.server.store.MemoryStore;
import io.movieinfo.registry.server.store.RegistryStore;
import io.movieinfo.registry.server.store.StoreBatch;
import io.movieinfo.registry.server.store.StoreException;
import io.movieinfo.registry.server.store.StoredState;

/**
 * A memory store that fails when it is told to, and counts what reaches it.
 */
final class FlakyStore implements RegistryStore {

	private final MemoryStore store = new MemoryStore("e1");

	boolean failing;

	int commits;

	int attempts;

	boolean closed;

	Consumer<StoreBatch> beforeCommit = (batch) -> {
	};

	@Override
	public StoredState open() {
		this.closed = false;
		return this.store.open();
	}

	@Override
	public void commit(StoreBatch batch) {
		this.attempts++;
		this.beforeCommit.accept(batch);
		if (this.failing) {
			throw new StoreException("the disk is full", null);
		}
		this.store.commit(batch);
		this.commits++;
	}

	@Override
	public void close() {
		this.closed = true;
		this.store.close();
	}

}
