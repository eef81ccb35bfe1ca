package io.movieinfo.registry.server.store;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

import io.movieinfo.registry.protocol.JsonObject;
import io.movieinfo.registry.protocol.Limits;
import io.movieinfo.registry.server.audit.Effect;
import io.movieinfo.registry.server.audit.Effect.FromTo;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * The stored form of what operators' actions have changed. Thread-safe.
 */
final class EffectCodec {

	private EffectCodec() {
	}

	static void writeFields(JsonGenerator json, Effect effect) {
		if (effect instanceof Effect.Drained drained) {
			json.writeBooleanProperty("draining", drained.draining());
			json.writeNumberProperty("revision", drained.revision());
			json.writeBooleanProperty("all_but", drained.allBut());
			json.writeArrayPropertyStart("ids");
			drained.ids().forEach(json::writeString);
			json.writeEndArray();
		}
		else if (effect instanceof Effect.Overridden overridden) {
			write(json, "weight", overridden.weight());
			write(json, "enabled", overridden.enabled());
			write(json, "meta_from", overridden.meta(), FromTo::from);
			write(json, "meta_to", overridden.meta(), FromTo::to);
		}
	}

	/**
	 * Returns the effect, or {@code null} if it is of a kind that is not known.
	 */
	static @Nullable Effect read(JsonObject json) {
		if (json.has("draining")) {
			return new Effect.Drained(json.flag("draining", true), json.number("revision", 0, Long.MAX_VALUE),
					json.texts("ids"), json.flag("all_but", true));
		}
		if (!json.names("meta_to")) {
			return null;
		}
		Map<String, FromTo<String>> meta = new HashMap<>();
		Map<String, @Nullable String> from = json.optionalTextMap("meta_from");
		json.optionalTextMap("meta_to").forEach((key, to) -> meta.put(key, new FromTo<>(from.get(key), to)));
		return new Effect.Overridden(weight(json.optionalObject("weight")), flag(json.optionalObject("enabled")), meta);
	}

	private static void write(JsonGenerator json, String field, @Nullable FromTo<?> change) {
		if (change != null) {
			json.writeObjectPropertyStart(field);
			write(json, "from", change.from());
			write(json, "to", change.to());
			json.writeEndObject();
		}
	}

	private static void write(JsonGenerator json, String field, @Nullable Object value) {
		if (value instanceof Integer number) {
			json.writeNumberProperty(field, number);
		}
		else if (value instanceof Boolean flag) {
			json.writeBooleanProperty(field, flag);
		}
	}

	private static void write(JsonGenerator json, String field, Map<String, FromTo<String>> meta,
			Function<FromTo<String>, @Nullable String> side) {
		json.writeObjectPropertyStart(field);
		new TreeMap<>(meta).forEach((key, change) -> {
			String value = side.apply(change);
			if (value != null) {
				json.writeStringProperty(key, value);
			}
			else {
				json.writeNullProperty(key);
			}
		});
		json.writeEndObject();
	}

	private static @Nullable FromTo<Integer> weight(@Nullable JsonObject change) {
		return (change != null) ? new FromTo<>(weight(change, "from"), weight(change, "to")) : null;
	}

	private static @Nullable Integer weight(JsonObject change, String side) {
		return change.has(side) ? (Integer) (int) change.number(side, Limits.MIN_WEIGHT, Limits.MAX_WEIGHT) : null;
	}

	private static @Nullable FromTo<Boolean> flag(@Nullable JsonObject change) {
		return (change != null) ? new FromTo<>(flag(change, "from"), flag(change, "to")) : null;
	}

	private static @Nullable Boolean flag(JsonObject change, String side) {
		return change.has(side) ? (Boolean) change.flag(side, true) : null;
	}

}
