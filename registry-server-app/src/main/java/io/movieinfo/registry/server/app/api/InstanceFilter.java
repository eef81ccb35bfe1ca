package io.movieinfo.registry.server.app.api;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import io.movieinfo.registry.protocol.Health;
import io.movieinfo.registry.protocol.InvalidFieldException;
import io.movieinfo.registry.protocol.JsonObject;
import io.movieinfo.registry.protocol.Limits;
import io.movieinfo.registry.protocol.ServiceInstance;
import org.jspecify.annotations.Nullable;

/**
 * Which instances of a service are wanted: those to which everything applies that is
 * asked for. Immutable.
 *
 * @param health the state that they are in; {@code null} for those that callers may be
 * sent to
 * @param tags what they are tagged with
 * @param zone where they are, or {@code null} if that does not matter
 * @param meta entries that they have
 */
record InstanceFilter(@Nullable Asked health, Set<String> tags, @Nullable String zone, Map<String, String> meta) {

	private static final String META = "meta.";

	/**
	 * Reads the parameters {@code health}, {@code tag}, {@code zone} and
	 * {@code meta.KEY}.
	 * @throws InvalidFieldException if one is wrong
	 */
	static InstanceFilter of(Query query) {
		Asked asked = query.optionalConstant("health", Asked.class, Asked::wireName);
		return of(query, asked);
	}

	/**
	 * Reads the parameters {@code tag}, {@code zone} and {@code meta.KEY}, for those that
	 * callers may be sent to.
	 * @throws InvalidFieldException if one is wrong
	 */
	static InstanceFilter ofRoutable(Query query) {
		return of(query, null);
	}

	private static InstanceFilter of(Query query, @Nullable Asked health) {
		List<String> tags = query.texts("tag");
		if (tags.size() > Limits.MAX_TAGS) {
			throw new InvalidFieldException("tag", tags.size() + " tags", "at most " + Limits.MAX_TAGS);
		}
		tags.forEach((tag) -> check("tag", tag, Limits.MAX_TAG));
		String zone = query.optionalText("zone");
		if (zone != null) {
			check("zone", zone, Limits.MAX_NAME);
		}
		Map<String, String> meta = query.textsByKey(META, "KEY");
		meta.forEach((key, value) -> {
			check("a key after " + META, key, Limits.MAX_META_KEY);
			if (value.length() > Limits.MAX_META_VALUE) {
				throw new InvalidFieldException(META + key, value,
						"at most %d characters".formatted(Limits.MAX_META_VALUE));
			}
		});
		return new InstanceFilter(health, Set.copyOf(tags), zone, Map.copyOf(meta));
	}

	boolean test(ServiceInstance instance) {
		return ((this.health != null) ? this.health.includes(instance) : instance.routable())
				&& instance.tags().containsAll(this.tags) && (this.zone == null || this.zone.equals(instance.zone()))
				&& instance.meta().entrySet().containsAll(this.meta.entrySet());
	}

	/**
	 * Returns a text that is the same for equal filters only.
	 */
	String canonical() {
		byte[] json = JsonObject.write((text) -> {
			text.writeStringProperty("health", (this.health != null) ? this.health.wireName() : "");
			text.writeArrayPropertyStart("tags");
			new TreeSet<>(this.tags).forEach(text::writeString);
			text.writeEndArray();
			if (this.zone != null) {
				text.writeStringProperty("zone", this.zone);
			}
			text.writeObjectPropertyStart("meta");
			new TreeMap<>(this.meta).forEach(text::writeStringProperty);
			text.writeEndObject();
		});
		return new String(json, StandardCharsets.UTF_8);
	}

	private static void check(String field, String value, int longest) {
		if (value.isBlank() || value.length() > longest) {
			throw new InvalidFieldException(field, value, "1 to %d characters, not blank".formatted(longest));
		}
	}

	/**
	 * What {@code health} can ask for.
	 */
	enum Asked {

		/** Everything that is listed. */
		ALL,
		/** Able to serve, though maybe disabled or leaving. */
		HEALTHY,
		/** Not able to serve. */
		UNHEALTHY,
		/** Not evaluated yet. */
		UNKNOWN;

		String wireName() {
			return name().toLowerCase(Locale.ROOT);
		}

		boolean includes(ServiceInstance instance) {
			return switch (this) {
				case ALL -> true;
				case HEALTHY -> instance.health() == Health.HEALTHY;
				case UNHEALTHY -> instance.health() == Health.UNHEALTHY;
				case UNKNOWN -> instance.health() == Health.UNKNOWN;
			};
		}

	}

}
