package io.movieinfo.registry.server;

import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

import io.movieinfo.registry.protocol.InvalidFieldException;
import io.movieinfo.registry.protocol.Overrides;
import org.jspecify.annotations.Nullable;

/**
 * What an operator changes of an instance's overrides. Whatever it does not name stays as
 * it was. Immutable; what would be refused as an override is refused here, with an
 * {@link InvalidFieldException}.
 *
 * @param weight the weight to set
 * @param enabled whether the instance is to be offered
 * @param meta the entries to set by key; a {@code null} value leaves an entry to the
 * application again
 */
public record OverridesPatch(Setting<Integer> weight, Setting<Boolean> enabled, Map<String, @Nullable String> meta) {

	public OverridesPatch {
		meta = Collections.unmodifiableMap(new TreeMap<>(meta));
		if (!weight.named() && !enabled.named() && meta.isEmpty()) {
			throw new InvalidFieldException("overrides", null, "at least one of weight, enabled and meta");
		}
		Overrides.check(weight.value(), meta);
	}

	/**
	 * Returns what is set from now on.
	 * @param before what was set before, or {@code null}
	 * @param actor who does it, and why
	 * @param now when
	 * @throws InvalidFieldException if there would be too many meta entries
	 */
	Overrides applyTo(@Nullable Overrides before, Actor actor, Instant now) {
		Map<String, String> entries = new TreeMap<>((before != null) ? before.meta() : Map.of());
		this.meta.forEach((key, value) -> {
			if (value != null) {
				entries.put(key, value);
			}
			else {
				entries.remove(key);
			}
		});
		return new Overrides(this.weight.after((before != null) ? before.weight() : null),
				this.enabled.after((before != null) ? before.enabled() : null), entries, actor.by(), actor.reason(),
				now);
	}

	/**
	 * What becomes of one setting.
	 *
	 * @param named whether it is changed at all
	 * @param value what it is set to; {@code null} leaves it to the application again
	 * @param <T> the value's type
	 */
	public record Setting<T>(boolean named, @Nullable T value) {

		public static <T> Setting<T> unchanged() {
			return new Setting<>(false, null);
		}

		public static <T> Setting<T> to(@Nullable T value) {
			return new Setting<>(true, value);
		}

		/**
		 * Returns what was set before, or is from now on.
		 */
		@Nullable T after(@Nullable T before) {
			return this.named ? this.value : before;
		}

	}

}
