package io.movieinfo.registry.server;

import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import io.movieinfo.registry.protocol.InstanceKey;
import io.movieinfo.registry.server.probe.Finding;

/**
 * Finds out which instances' ports can be reached at all: only of those is a refusal
 * worth anything. Each is tried once at its registration; one whose refusal was disproved
 * is tried now and then until it is reached again. A few are tried at a time, so that
 * there is always room for probes that are urgent. Confined to the writer's thread.
 */
final class Trials {

	private static final int MAX_AT_A_TIME = 64;

	private static final long AGAIN_NANOS = TimeUnit.MINUTES.toNanos(1);

	private final Probes probes;

	private final WorkingState state;

	// in their order; an instance that starts anew keeps its turn
	private final Set<InstanceKey> waiting = new LinkedHashSet<>();

	// when each is tried again
	private final Map<InstanceKey, Long> disproved = new HashMap<>();

	private int running;

	Trials(Probes probes, WorkingState state) {
		this.probes = probes;
		this.state = state;
	}

	void add(InstanceKey key) {
		if (!this.probes.off()) {
			this.waiting.add(key);
			next();
		}
	}

	/**
	 * Notes that an instance that refused was alive all the same.
	 */
	void disproved(InstanceKey key, long tryAt) {
		this.disproved.put(key, tryAt);
	}

	/**
	 * Whether a refusal was disproved and the port has not been reached since.
	 */
	boolean isDisproved(InstanceKey key) {
		return this.disproved.containsKey(key);
	}

	/**
	 * Forgets what was disproved: the port was reached, or another start holds the id.
	 */
	void forget(InstanceKey key) {
		this.disproved.remove(key);
	}

	void tick(long now) {
		Iterator<Map.Entry<InstanceKey, Long>> iterator = this.disproved.entrySet().iterator();
		while (iterator.hasNext()) {
			Map.Entry<InstanceKey, Long> each = iterator.next();
			if (now - each.getValue() >= 0) {
				each.setValue(now + AGAIN_NANOS);
				add(each.getKey());
			}
		}
	}

	private void next() {
		while (this.running < MAX_AT_A_TIME && !this.waiting.isEmpty()) {
			InstanceKey key = this.waiting.iterator().next();
			this.waiting.remove(key);
			var held = this.state.get(key);
			if (held != null && !held.reached()) {
				Target target = Target.of(held);
				this.running++;
				this.probes.probe(target, (finding) -> ended(target, finding));
			}
		}
	}

	private void ended(Target target, Finding finding) {
		this.running--;
		if (finding == Finding.CONNECTED) {
			this.probes.storeReached(target, () -> forget(target.key()));
		}
		next();
	}

}
