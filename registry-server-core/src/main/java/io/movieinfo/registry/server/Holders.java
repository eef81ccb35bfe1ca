package io.movieinfo.registry.server;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.movieinfo.registry.protocol.InstanceKey;
import org.jspecify.annotations.Nullable;

/**
 * Who gave the last sign of life of each instance, and when. What a holder has registered
 * or renewed is its own until somebody else gives a sign of life. Nothing of it is
 * stored. Confined to the writer's thread.
 */
final class Holders {

	private final Map<InstanceKey, Sign> signs = new HashMap<>();

	// of sessions only: a request is over when it is answered;
	// in an order that is the same in every run
	private final Map<Holder, Set<InstanceKey>> held = new LinkedHashMap<>();

	/**
	 * Notes a sign of life.
	 * @param now the ticker's time
	 */
	void seen(InstanceKey key, Holder holder, long now) {
		Sign sign = this.signs.get(key);
		if (sign != null && sign.holder == holder) {
			sign.at = now;
			return;
		}
		if (sign != null) {
			release(key, sign.holder);
		}
		this.signs.put(key, new Sign(holder, now));
		if (holder.kind() == Holder.Kind.SESSION) {
			this.held.computeIfAbsent(holder, (unused) -> new LinkedHashSet<>(2)).add(key);
		}
	}

	/**
	 * Forgets an instance that is gone.
	 */
	void remove(InstanceKey key) {
		Sign sign = this.signs.remove(key);
		if (sign != null) {
			release(key, sign.holder);
		}
	}

	/**
	 * Returns the last sign of life, or {@code null} if none has come since the registry
	 * started.
	 */
	@Nullable Sign last(InstanceKey key) {
		return this.signs.get(key);
	}

	/**
	 * Returns what a session holds now; nothing for a request.
	 */
	List<InstanceKey> heldBy(Holder holder) {
		return List.copyOf(this.held.getOrDefault(holder, Set.of()));
	}

	/**
	 * How many sessions are open and hold something.
	 */
	int openSessions() {
		return (int) this.held.keySet().stream().filter((holder) -> !holder.isLost()).count();
	}

	/**
	 * Returns what open sessions hold, in no order; not to be kept.
	 */
	Iterable<InstanceKey> heldByOpenSessions() {
		return () -> this.held.entrySet()
			.stream()
			.filter((entry) -> !entry.getKey().isLost())
			.flatMap((entry) -> entry.getValue().stream())
			.iterator();
	}

	private void release(InstanceKey key, Holder holder) {
		this.held.computeIfPresent(holder, (unused, keys) -> {
			keys.remove(key);
			return keys.isEmpty() ? null : keys;
		});
	}

	/**
	 * A sign of life.
	 */
	static final class Sign {

		private final Holder holder;

		private final long since;

		private long at;

		private Sign(Holder holder, long at) {
			this.holder = holder;
			this.since = at;
			this.at = at;
		}

		Holder holder() {
			return this.holder;
		}

		/**
		 * The ticker's time when the first one came of those that this holder has given
		 * without another one in between.
		 */
		long since() {
			return this.since;
		}

		/**
		 * The ticker's time when it came.
		 */
		long at() {
			return this.at;
		}

	}

}
