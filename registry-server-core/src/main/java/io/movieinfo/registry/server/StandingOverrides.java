package io.movieinfo.registry.server;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

import io.movieinfo.registry.protocol.InstanceKey;
import io.movieinfo.registry.protocol.Overrides;
import io.movieinfo.registry.protocol.ServiceKey;
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

	// how many listed instances have some, as far as that is final; read by any thread
	private final Map<ServiceKey, Integer> counts = new ConcurrentHashMap<>();

	StandingOverrides(Collection<StoredOverrides> stored) {
		stored.forEach((each) -> {
			this.overrides.put(each.key(), each);
			count(each.key(), isListed(each) ? 1 : 0);
		});
	}

	/**
	 * Returns how many listed instances of each service have overrides; without those of
	 * which none has. A view of what is final, for any thread.
	 */
	Map<ServiceKey, Integer> counts() {
		return Collections.unmodifiableMap(this.counts);
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
		this.before.forEach((key, before) -> count(key,
				(isListed(this.overrides.get(key)) ? 1 : 0) - (isListed(before.orElse(null)) ? 1 : 0)));
		this.before.clear();
	}

	void rollBack() {
		this.before.forEach((key, stored) -> stored.ifPresentOrElse((known) -> this.overrides.put(key, known),
				() -> this.overrides.remove(key)));
		this.before.clear();
	}

	private void count(InstanceKey key, int change) {
		if (change != 0) {
			this.counts.merge(key.service(), change, (count, more) -> (count + more > 0) ? count + more : null);
		}
	}

	private static boolean isListed(@Nullable StoredOverrides stored) {
		return stored != null && stored.unlistedSince() == null;
	}

	private void put(StoredOverrides stored) {
		this.before.putIfAbsent(stored.key(), Optional.ofNullable(this.overrides.put(stored.key(), stored)));
	}

}
