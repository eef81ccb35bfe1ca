package io.movieinfo.sample.simulation;

import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SortedMap;
import java.util.TreeMap;

import io.movieinfo.registry.protocol.Cursor;
import io.movieinfo.registry.protocol.InstanceKey;
import io.movieinfo.registry.protocol.ServiceInstance;
import io.movieinfo.registry.protocol.ServiceKey;
import io.movieinfo.registry.server.store.StoreBatch;
import io.movieinfo.registry.server.store.StoredInstance;
import org.jspecify.annotations.Nullable;

/**
 * Everything that was ever committed: what each service was at each revision of each
 * epoch.
 */
final class History {

	private final Map<String, Long> revisions = new HashMap<>();

	private final Map<String, Map<ServiceKey, NavigableMap<Long, SortedMap<String, StoredInstance>>>> epochs = new HashMap<>();

	/**
	 * Returns an instance as it was last committed.
	 */
	@Nullable StoredInstance latest(String epoch, InstanceKey key) {
		return latest(epoch, key.service()).get(key.id());
	}

	SortedMap<String, StoredInstance> latest(String epoch, ServiceKey service) {
		return at(service, new Cursor(epoch, Long.MAX_VALUE));
	}

	void commit(String epoch, StoreBatch batch) {
		this.revisions.put(epoch, batch.revision());
		Map<ServiceKey, SortedMap<String, StoredInstance>> changed = new HashMap<>();
		for (StoredInstance put : batch.puts()) {
			change(epoch, put.key().service(), changed).put(put.key().id(), put);
		}
		for (InstanceKey removed : batch.removals()) {
			change(epoch, removed.service(), changed).remove(removed.id());
		}
		// whoever is told of a later revision of this batch is told of all of it
		changed.forEach((service, listed) -> history(epoch, service).put(batch.base() + 1, listed));
	}

	/**
	 * Whether a revision has been given out.
	 */
	boolean isCommitted(Cursor cursor) {
		return cursor.revision() <= this.revisions.getOrDefault(cursor.epoch(), 0L);
	}

	/**
	 * Returns what was listed at a cursor, by id.
	 */
	SortedMap<String, StoredInstance> at(ServiceKey service, Cursor cursor) {
		var entry = history(cursor.epoch(), service).floorEntry(cursor.revision());
		return (entry != null) ? entry.getValue() : new TreeMap<>();
	}

	/**
	 * Returns an instance as everybody should see it.
	 */
	static ServiceInstance listed(StoredInstance instance) {
		return instance.listed(null);
	}

	private SortedMap<String, StoredInstance> change(String epoch, ServiceKey service,
			Map<ServiceKey, SortedMap<String, StoredInstance>> changed) {
		return changed.computeIfAbsent(service, (key) -> new TreeMap<>(latest(epoch, service)));
	}

	private NavigableMap<Long, SortedMap<String, StoredInstance>> history(String epoch, ServiceKey service) {
		return this.epochs.computeIfAbsent(epoch, (key) -> new HashMap<>())
			.computeIfAbsent(service, (key) -> new TreeMap<>());
	}

}
