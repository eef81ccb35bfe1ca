package io.movieinfo.registry.server.store;

import java.time.Instant;

import io.movieinfo.registry.protocol.InstanceCodec;
import io.movieinfo.registry.protocol.InstanceKey;
import io.movieinfo.registry.protocol.JsonObject;
import io.movieinfo.registry.protocol.ServiceInstance;
import io.movieinfo.registry.protocol.ServiceKey;

/**
 * The stored form of instances and services: JSON, whose readers ignore what they do not
 * know. Thread-safe.
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
		int slash = key.indexOf('/');
		return new StoredService(new ServiceKey(key.substring(0, slash), key.substring(slash + 1)),
				json.has("empty_since")
						? Instant.ofEpochMilli(json.number("empty_since", Long.MIN_VALUE, Long.MAX_VALUE)) : null);
	}

}
