package io.movieinfo.registry.server;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.movieinfo.registry.protocol.InstanceKey;
import io.movieinfo.registry.protocol.Overrides;
import io.movieinfo.registry.server.store.StoredOverrides;
import org.jspecify.annotations.Nullable;

/**
 * What operators have set, by instance, listed or not. Changes are a batch, which becomes
 * final with {@link #accept} or is undone with {@link #rollBack}. Confined to the
 * writer's thread.
 */
final class StandingOverrides {

	private final Map<InstanceKey, StoredOverrides> overrides = new HashMap<>();

	// what the batch has touched, as it was before
	private final Map<InstanceKey, Optional<StoredOverrides>> before = new LinkedHashMap<>();

	StandingOverrides(Collection<StoredOverrides> stored) {
		stored.forEach((each) -> this.overrides.put(each.key(), each));
	}

	@Nullable Overrides get(InstanceKey key) {
		StoredOverrides stored = this.overrides.get(key);
		return (stored != null) ? stored.overrides() : null;
	}

	/**
	 * Sets an instance's overrides.
	 * @param listed whether the instance is listed; if not, it has overrides already
	 */
	void set(InstanceKey key, Overrides overrides, boolean listed) {
		StoredOverrides stored = this.overrides.get(key);
		put(new StoredOverrides(key, overrides, (!listed && stored != null) ? stored.unlistedSince() : null));
	}

	void clear(InstanceKey key) {
		StoredOverrides removed = this.overrides.remove(key);
		if (removed != null) {
			this.before.putIfAbsent(key, Optional.of(removed));
		}
	}

	/**
	 * Notes that an instance is listed, or since when it is not.
	 */
	void unlisted(InstanceKey key, @Nullable Instant since) {
		StoredOverrides stored = this.overrides.get(key);
		if (stored != null && (stored.unlistedSince() == null) != (since == null)) {
			put(stored.unlistedSince(since));
		}
	}

	/**
	 * Clears the overrides of instances that have not been listed since then.
	 * @return those instances
	 */
	List<InstanceKey> clearUnlisted(Instant limit) {
		List<InstanceKey> cleared = this.overrides.values().stream().filter((stored) -> {
			Instant since = stored.unlistedSince();
			return since != null && !since.isAfter(limit);
		}).map(StoredOverrides::key).toList();
		cleared.forEach(this::clear);
		return cleared;
	}

	boolean hasChanges() {
		return !this.before.isEmpty();
	}

	/**
	 * What the batch has set.
	 */
	List<StoredOverrides> changed() {
		List<StoredOverrides> changed = new ArrayList<>();
		for (InstanceKey key : this.before.keySet()) {
			StoredOverrides stored = this.overrides.get(key);
			if (stored != null) {
				changed.add(stored);
			}
		}
		return changed;
	}

	/**
	 * What the batch has cleared.
	 */
	List<InstanceKey> cleared() {
		return this.before.keySet().stream().filter((key) -> !this.overrides.containsKey(key)).toList();
	}

	void accept() {
		this.before.clear();
	}

	void rollBack() {
		this.before.forEach((key, stored) -> stored.ifPresentOrElse((known) -> this.overrides.put(key, known),
				() -> this.overrides.remove(key)));
		this.before.clear();
	}

	private void put(StoredOverrides stored) {
		this.before.putIfAbsent(stored.key(), Optional.ofNullable(this.overrides.put(stored.key(), stored)));
	}

}
