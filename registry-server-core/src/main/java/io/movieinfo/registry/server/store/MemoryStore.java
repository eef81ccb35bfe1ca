package io.movieinfo.registry.server.store;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.UUID;

import io.movieinfo.registry.protocol.InstanceKey;
import io.movieinfo.registry.protocol.ServiceKey;
import io.movieinfo.registry.server.audit.AuditEntry;

/**
 * A store that lives as long as the object: what is in it is there again when it is
 * opened again. For tests, and for registries that need not survive.
 */
public final class MemoryStore implements RegistryStore {

	private final String epoch;

	private final Map<InstanceKey, StoredInstance> instances = new LinkedHashMap<>();

	private final Map<ServiceKey, StoredService> services = new LinkedHashMap<>();

	private final Map<InstanceKey, StoredOverrides> overrides = new LinkedHashMap<>();

	private final NavigableMap<Long, AuditEntry> entries = new TreeMap<>();

	private long revision;

	private boolean complete;

	private boolean open;

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
		this.epoch = epoch;
	}

	@Override
	public StoredState open() {
		if (this.open) {
			throw new StoreOpenException("memory", "The memory store is open already",
					"Give every registry a store of its own", null);
		}
		this.open = true;
		return new StoredState(this.epoch, this.revision, this.complete, List.copyOf(this.instances.values()),
				List.copyOf(this.services.values()), List.copyOf(this.overrides.values()),
				List.copyOf(this.entries.values()));
	}

	@Override
	public void commit(StoreBatch batch) {
		if (!this.open) {
			throw new StoreException("The memory store is not open", null);
		}
		batch.checkBase(this.revision);
		batch.puts().forEach((instance) -> this.instances.put(instance.key(), instance));
		batch.removals().forEach(this.instances::remove);
		batch.services().forEach((service) -> this.services.put(service.service(), service));
		batch.forgotten().forEach(this.services::remove);
		batch.overrides().forEach((overrides) -> this.overrides.put(overrides.key(), overrides));
		batch.cleared().forEach(this.overrides::remove);
		batch.entries().forEach((entry) -> this.entries.put(entry.number(), entry));
		this.entries.headMap(batch.firstEntry()).clear();
		this.revision = batch.revision();
		this.complete = batch.complete();
	}

	@Override
	public void close() {
		this.open = false;
	}

}
