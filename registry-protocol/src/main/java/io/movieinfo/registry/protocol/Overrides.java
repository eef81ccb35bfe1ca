package io.movieinfo.registry.protocol;

import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

/**
 * What an operator has set for an instance in place of what its application says.
 * Immutable.
 *
 * @param weight the weight instead of the application's, or {@code null} for that
 * @param enabled whether the instance is offered to callers, or {@code null} for what its
 * application says
 * @param meta entries that are added to the application's, or replace them
 * @param by who set it
 * @param reason why
 * @param at when it was last changed, to the millisecond
 */
public record Overrides(@Nullable Integer weight, @Nullable Boolean enabled, Map<String, String> meta, String by,
		String reason, Instant at) {

	/** Longest name of an operator and longest reason, in characters. */
	public static final int MAX_TEXT = 256;

	public Overrides {
		if (weight != null) {
			InstanceContent.checkWeight(weight);
		}
		meta = Collections.unmodifiableMap(new TreeMap<>(InstanceContent.checkMeta(meta)));
		InstanceContent.text("by", by, MAX_TEXT);
		InstanceContent.text("reason", reason, MAX_TEXT);
		at = Instant.ofEpochMilli(at.toEpochMilli());
	}

	/**
	 * Checks what is to be set or cleared.
	 * @param weight the weight, or {@code null}
	 * @param meta entries by key; {@code null} values stand for entries to be cleared
	 * @throws InvalidFieldException if one of them is refused
	 */
	public static void check(@Nullable Integer weight, Map<String, @Nullable String> meta) {
		if (weight != null) {
			InstanceContent.checkWeight(weight);
		}
		Map<String, String> set = new TreeMap<>();
		meta.forEach((key, value) -> {
			if (value != null) {
				set.put(key, value);
			}
			else {
				InstanceContent.checkMeta(Map.of(key, ""));
			}
		});
		InstanceContent.checkMeta(set);
	}

	/**
	 * Whether nothing is set.
	 */
	public boolean isEmpty() {
		return this.weight == null && this.enabled == null && this.meta.isEmpty();
	}

	/**
	 * Returns what callers see of an instance whose application says this content.
	 * Entries of the application's that would exceed {@link Limits#MAX_META} together
	 * with these stay out.
	 */
	public InstanceContent applyTo(InstanceContent content) {
		InstanceContent.Builder builder = content.toBuilder();
		if (this.weight != null) {
			builder.weight(this.weight);
		}
		if (this.enabled != null) {
			builder.enabled(this.enabled);
		}
		if (!this.meta.isEmpty()) {
			Map<String, String> merged = new TreeMap<>(this.meta);
			content.meta().forEach((key, value) -> {
				if (merged.size() < Limits.MAX_META) {
					merged.putIfAbsent(key, value);
				}
			});
			builder.meta(merged);
		}
		return builder.build();
	}

}
