package io.movieinfo.registry.server.store;

import java.time.Instant;

import io.movieinfo.registry.protocol.InstanceCodec;
import io.movieinfo.registry.protocol.InstanceKey;
import io.movieinfo.registry.protocol.InvalidFieldException;
import io.movieinfo.registry.protocol.JsonObject;
import io.movieinfo.registry.protocol.Limits;
import io.movieinfo.registry.protocol.Overrides;
import io.movieinfo.registry.protocol.ServiceInstance;
import io.movieinfo.registry.protocol.ServiceKey;
import io.movieinfo.registry.server.audit.AuditEntry;
import io.movieinfo.registry.server.audit.Effect;

/**
 * The stored form of instances, services, overrides and audit entries: JSON, whose
 * readers ignore what they do not know. Thread-safe.
 */
final class StoreCodec {

	private StoreCodec() {
	}

	static String key(ServiceKey service) {
		return service.namespace() + "/" + service.name();
	}

	static String key(InstanceKey instance) {
		return key(instance.service()) + "/" + instance.id();
	}

	/**
	 * Returns a key that sorts as its number does.
	 */
	static String key(long number) {
		return "%019d".formatted(number);
	}

	static byte[] encode(StoredInstance instance) {
		return JsonObject.write((json) -> {
			json.writeObjectPropertyStart("instance");
			InstanceCodec.writeFields(json, instance.listed(null));
			json.writeEndObject();
			json.writeArrayPropertyStart("start_ids");
			instance.startIds().forEach(json::writeString);
			json.writeEndArray();
			if (instance.reached()) {
				json.writeBooleanProperty("reached", true);
			}
		});
	}

	static StoredInstance decodeInstance(byte[] value) {
		JsonObject json = JsonObject.parse(value);
		ServiceInstance instance = InstanceCodec.readInstance(json.object("instance"));
		return new StoredInstance(instance.content(), instance.health(), instance.cause(), instance.draining(),
				instance.incarnation(), json.texts("start_ids"), json.flag("reached", false));
	}

	static byte[] encode(StoredService service) {
		return JsonObject.write((json) -> {
			Instant emptySince = service.emptySince();
			if (emptySince != null) {
				json.writeNumberProperty("empty_since", emptySince.toEpochMilli());
			}
		});
	}

	static StoredService decodeService(String key, byte[] value) {
		JsonObject json = JsonObject.parse(value);
		return new StoredService(service(key), json.has("empty_since") ? instant(json, "empty_since") : null);
	}

	static byte[] encode(StoredOverrides stored) {
		return JsonObject.write((json) -> {
			Overrides overrides = stored.overrides();
			if (overrides.weight() != null) {
				json.writeNumberProperty("weight", overrides.weight());
			}
			if (overrides.enabled() != null) {
				json.writeBooleanProperty("enabled", overrides.enabled());
			}
			json.writeObjectPropertyStart("meta");
			overrides.meta().forEach(json::writeStringProperty);
			json.writeEndObject();
			json.writeStringProperty("by", overrides.by());
			json.writeStringProperty("reason", overrides.reason());
			json.writeNumberProperty("at", overrides.at().toEpochMilli());
			Instant unlistedSince = stored.unlistedSince();
			if (unlistedSince != null) {
				json.writeNumberProperty("unlisted_since", unlistedSince.toEpochMilli());
			}
		});
	}

	static StoredOverrides decodeOverrides(String key, byte[] value) {
		JsonObject json = JsonObject.parse(value);
		int slash = key.indexOf('/', key.indexOf('/') + 1);
		Overrides overrides = new Overrides(
				json.has("weight") ? (int) json.number("weight", Limits.MIN_WEIGHT, Limits.MAX_WEIGHT) : null,
				json.has("enabled") ? json.flag("enabled", true) : null, json.textMap("meta"), json.text("by"),
				json.text("reason"), instant(json, "at"));
		return new StoredOverrides(new InstanceKey(service(key.substring(0, slash)), key.substring(slash + 1)),
				overrides, json.has("unlisted_since") ? instant(json, "unlisted_since") : null);
	}

	static byte[] encode(AuditEntry entry) {
		return JsonObject.write((json) -> {
			json.writeNumberProperty("at", entry.at().toEpochMilli());
			json.writeStringProperty("by", entry.by());
			json.writeStringProperty("reason", entry.reason());
			json.writeStringProperty("action", entry.action().wireName());
			ServiceKey service = entry.service();
			if (service != null) {
				json.writeStringProperty("service", key(service));
			}
			if (entry.instance() != null) {
				json.writeStringProperty("instance", entry.instance());
			}
			json.writeStringProperty("before", entry.before());
			json.writeStringProperty("after", entry.after());
			Effect effect = entry.effect();
			if (effect != null) {
				json.writeObjectPropertyStart("effect");
				EffectCodec.writeFields(json, effect);
				json.writeEndObject();
			}
			if (entry.undoes() != null) {
				json.writeNumberProperty("undoes", entry.undoes());
			}
		});
	}

	static AuditEntry decodeEntry(String key, byte[] value) {
		JsonObject json = JsonObject.parse(value);
		AuditEntry.Action action = json.optionalConstant("action", AuditEntry.Action.class,
				AuditEntry.Action::wireName);
		if (action == null) {
			throw new InvalidFieldException("action", null, "what was done");
		}
		return new AuditEntry(Long.parseLong(key), instant(json, "at"), json.text("by"), json.text("reason"), action,
				json.has("service") ? service(json.text("service")) : null, json.optionalText("instance"),
				json.text("before"), json.text("after"),
				json.has("effect") ? EffectCodec.read(json.object("effect")) : null,
				json.has("undoes") ? json.number("undoes", 1, Long.MAX_VALUE) : null);
	}

	private static ServiceKey service(String key) {
		int slash = key.indexOf('/');
		return new ServiceKey(key.substring(0, slash), key.substring(slash + 1));
	}

	private static Instant instant(JsonObject json, String field) {
		return Instant.ofEpochMilli(json.number(field, Long.MIN_VALUE, Long.MAX_VALUE));
	}

}
