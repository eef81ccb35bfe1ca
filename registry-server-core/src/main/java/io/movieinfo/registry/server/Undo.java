package io.movieinfo.registry.server;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

import io.movieinfo.registry.protocol.Overrides;
import io.movieinfo.registry.server.audit.AuditEntry;
import io.movieinfo.registry.server.audit.Effect;
import io.movieinfo.registry.server.audit.Effect.FromTo;
import io.movieinfo.registry.server.store.StoredInstance;
import org.jspecify.annotations.Nullable;

/**
 * What undoing an action comes to. Whatever others have changed beside it stays; whatever
 * it had changed itself must be as it left it.
 */
final class Undo {

	private final AuditEntry entry;

	private Undo(AuditEntry entry) {
		this.entry = entry;
	}

	static Undo of(AuditEntry entry) {
		return new Undo(entry);
	}

	/**
	 * Returns the overrides that there are once the change is undone.
	 * @param now what is set now, or {@code null}
	 * @throws ChangedSinceException if something of it was changed again
	 */
	Overrides overrides(Effect.Overridden effect, @Nullable Overrides now, Actor actor, Instant at) {
		Integer weight = back("weight", effect.weight(), (now != null) ? now.weight() : null);
		Boolean enabled = back("enabled", effect.enabled(), (now != null) ? now.enabled() : null);
		Map<String, String> meta = new TreeMap<>((now != null) ? now.meta() : Map.of());
		effect.meta().forEach((key, change) -> {
			String value = back("meta." + key, change, meta.get(key));
			if (value != null) {
				meta.put(key, value);
			}
			else {
				meta.remove(key);
			}
		});
		return new Overrides(weight, enabled, meta, actor.by(), actor.reason(), at);
	}

	/**
	 * Returns those of some instances that are to be changed back.
	 * @throws ChangedSinceException if there is none
	 */
	List<StoredInstance> drained(Effect.Drained effect, List<StoredInstance> listed) {
		List<StoredInstance> drained = listed.stream()
			.filter((held) -> held.draining() == effect.draining()
					&& effect.concerns(held.key().id(), held.incarnation()))
			.toList();
		if (drained.isEmpty()) {
			throw new ChangedSinceException(this.entry.number(),
					effect.draining() ? "the drain was taken back, or the process has started anew"
							: "the drain has begun again, or the process has started anew");
		}
		return drained;
	}

	private <T> @Nullable T back(String setting, @Nullable FromTo<T> change, @Nullable T now) {
		if (change == null) {
			return now;
		}
		if (!Objects.equals(change.to(), now)) {
			throw new ChangedSinceException(this.entry.number(), "the override of %s is %s now, and was left at %s"
				.formatted(setting, text(now), text(change.to())));
		}
		return change.from();
	}

	private static String text(@Nullable Object value) {
		return (value != null) ? "'" + value + "'" : "not set";
	}

}
