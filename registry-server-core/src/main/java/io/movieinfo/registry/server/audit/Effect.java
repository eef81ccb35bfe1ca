package io.movieinfo.registry.server.audit;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

import io.movieinfo.registry.protocol.Overrides;
import org.jspecify.annotations.Nullable;

/**
 * What an action has changed, so that it can be undone as long as nobody has changed just
 * that again. Immutable.
 */
public sealed interface Effect {

	/** Of how many characters of ids and meta entries an effect is kept at most. */
	int MOST_TEXT = 16 * 1024;

	/**
	 * Returns the effect as far as it is small enough to be kept.
	 */
	default @Nullable Effect orNone() {
		return (textLength() <= MOST_TEXT) ? this : null;
	}

	/**
	 * Counts the characters of ids and meta entries.
	 */
	long textLength();

	/**
	 * Overrides of one instance have changed.
	 *
	 * @param weight the weight, or {@code null} if that has not changed
	 * @param enabled whether it is offered, or {@code null} if that has not changed
	 * @param meta the entries that have changed, by key
	 */
	record Overridden(@Nullable FromTo<Integer> weight, @Nullable FromTo<Boolean> enabled,
			Map<String, FromTo<String>> meta) implements Effect {

		public Overridden {
			meta = Collections.unmodifiableMap(new TreeMap<>(meta));
		}

		/**
		 * Returns the difference between overrides.
		 */
		public static Overridden between(@Nullable Overrides before, @Nullable Overrides after) {
			Map<String, String> metaBefore = (before != null) ? before.meta() : Map.of();
			Map<String, String> metaAfter = (after != null) ? after.meta() : Map.of();
			Map<String, FromTo<String>> meta = new LinkedHashMap<>();
			metaBefore.keySet().forEach((key) -> addChange(meta, key, metaBefore, metaAfter));
			metaAfter.keySet().forEach((key) -> addChange(meta, key, metaBefore, metaAfter));
			return new Overridden(
					change((before != null) ? before.weight() : null, (after != null) ? after.weight() : null),
					change((before != null) ? before.enabled() : null, (after != null) ? after.enabled() : null), meta);
		}

		/**
		 * Whether nothing has changed.
		 */
		public boolean isEmpty() {
			return this.weight == null && this.enabled == null && this.meta.isEmpty();
		}

		@Override
		public long textLength() {
			return this.meta.entrySet()
				.stream()
				.mapToLong((each) -> each.getKey().length() + length(each.getValue().from())
						+ length(each.getValue().to()))
				.sum();
		}

		private static void addChange(Map<String, FromTo<String>> changes, String key, Map<String, String> before,
				Map<String, String> after) {
			FromTo<String> change = change(before.get(key), after.get(key));
			if (change != null) {
				changes.put(key, change);
			}
		}

		private static <T> @Nullable FromTo<T> change(@Nullable T from, @Nullable T to) {
			return Objects.equals(from, to) ? null : new FromTo<>(from, to);
		}

		private static int length(@Nullable String text) {
			return (text != null) ? text.length() : 0;
		}

	}

	/**
	 * One setting has changed.
	 *
	 * @param from what it was, {@code null} if nothing was set
	 * @param to what it was from then on, {@code null} if nothing was set
	 * @param <T> the setting's type
	 */
	record FromTo<T>(@Nullable T from, @Nullable T to) {

	}

	/**
	 * A drain has begun or was taken back, of one instance or of a service's.
	 *
	 * @param draining whether it has begun
	 * @param revision the newest change by then: starts of a process that came later are
	 * not concerned
	 * @param ids of a service's instances, those that are concerned, or that are not
	 * @param allBut whether the ids are of those that are not
	 */
	record Drained(boolean draining, long revision, List<String> ids, boolean allBut) implements Effect {

		public Drained {
			ids = List.copyOf(ids);
		}

		/**
		 * Returns the effect on one instance.
		 */
		public static Drained of(boolean draining, long revision) {
			return new Drained(draining, revision, List.of(), true);
		}

		/**
		 * Returns the effect on some of a service's instances.
		 * @param changed the ids of those that have changed
		 * @param unchanged the ids of the others
		 */
		public static Drained of(boolean draining, long revision, List<String> changed, List<String> unchanged) {
			return (changed.size() < unchanged.size()) ? new Drained(draining, revision, changed, false)
					: new Drained(draining, revision, unchanged, true);
		}

		/**
		 * Whether an instance of that service may be concerned.
		 */
		public boolean concerns(String id, long incarnation) {
			return incarnation <= this.revision && this.ids.contains(id) != this.allBut;
		}

		@Override
		public long textLength() {
			return this.ids.stream().mapToLong(String::length).sum();
		}

	}

}
