package io.movieinfo.registry.server.store;

class MemoryStoreTests extends RegistryStoreContract {

	@Override
	RegistryStore store() {
		return new MemoryStore();
	}

}
