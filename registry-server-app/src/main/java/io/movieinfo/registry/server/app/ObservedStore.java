package io.movieinfo.registry.server.app;

import io.movieinfo.registry.server.store.RegistryStore;
import io.movieinfo.registry.server.store.StoreBatch;
import io.movieinfo.registry.server.store.StoredState;

/**
 * A store that notes how it fares.
 */
final class ObservedStore implements RegistryStore {

	private final RegistryStore store;

	private final StoreState state;

	ObservedStore(RegistryStore store, StoreState state) {
		this.store = store;
		this.state = state;
	}

	@Override
	public StoredState open() {
		StoredState stored = this.store.open();
		this.state.opened(stored.instances().size());
		return stored;
	}

	@Override
	public void commit(StoreBatch batch) {
		try {
			this.store.commit(batch);
			this.state.committed();
		}
		catch (RuntimeException ex) {
			this.state.failed(ex);
			throw ex;
		}
	}

	@Override
	public void close() {
		this.store.close();
	}

}
