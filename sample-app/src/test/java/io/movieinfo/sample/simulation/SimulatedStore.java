package io.movieinfo.sample.simulation;

import java.util.List;

import io.movieinfo.registry.server.store.MemoryStore;
import io.movieinfo.registry.server.store.RegistryStore;
import io.movieinfo.registry.server.store.StoreBatch;
import io.movieinfo.registry.server.store.StoreException;
import io.movieinfo.registry.server.store.StoredState;

/**
 * A store that outlives the server's process, may fail, and shows the judge whatever it
 * commits.
 */
final class SimulatedStore implements RegistryStore {

	private static final long BLOCK = 1000;

	private final String epoch;

	private final MemoryStore store;

	private final Judge judge;

	private boolean failing;

	SimulatedStore(String epoch, Judge judge) {
		this.epoch = epoch;
		this.store = new MemoryStore(epoch);
		this.judge = judge;
	}

	void fail(boolean failing) {
		this.failing = failing;
	}

	/**
	 * What an unclean stop leaves behind: the reserved revisions count as used.
	 */
	void skipReserved() {
		this.failing = false;
		StoredState state = open();
		commit(new StoreBatch(state.revision(), state.revision() + BLOCK, state.complete(), List.of(), List.of(),
				List.of(), List.of(), List.of(), List.of(), List.of(), 0));
		close();
	}

	@Override
	public StoredState open() {
		StoredState state = this.store.open();
		this.judge.opened(this.epoch, state.complete());
		return state;
	}

	@Override
	public void commit(StoreBatch batch) {
		if (this.failing) {
			throw new StoreException("The disk is full", null);
		}
		this.store.commit(batch);
		this.judge.committed(this.epoch, batch);
	}

	@Override
	public void close() {
		this.store.close();
	}

}
