package io.movieinfo.registry.server;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

/**
 * What an operator changes of an instance's overrides. Whatever it does not name stays as
 * it was. Immutable.
 *
 * @param weight the weight to set
 * @param enabled whether the instance is to be offered
 * @param meta the entries to set by key; a {@code null} value leaves an entry to the
 * application again
 */
public record OverridesPatch(Setting<Integer> weight, Setting<Boolean> enabled, Map<String, @Nullable String> meta) {

	public OverridesPatch {
		meta = Collections.unmodifiableMap(new TreeMap<>(meta));
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
