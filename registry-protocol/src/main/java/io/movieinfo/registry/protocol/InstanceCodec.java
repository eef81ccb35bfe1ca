package io.movieinfo.registry.protocol;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * The JSON of instances. Thread-safe.
 */
public final class InstanceCodec {

	private InstanceCodec() {
	}

	/**
	 * Returns an instance as a JSON object in UTF-8.
	 */
	public static byte[] encode(ServiceInstance instance) {
		return JsonText.write((json) -> {
			json.writeStartObject();
			writeFields(json, instance);
			json.writeEndObject();
		});
	}

	/**
	 * Writes an instance's fields into the object that the generator is in.
	 */
	public static void writeFields(JsonGenerator json, ServiceInstance instance) {
		writeIdentity(json, instance.content());
		json.writeStringProperty("health", instance.health().wireName());
		if (instance.cause() != null) {
			json.writeStringProperty("cause", instance.cause().wireName());
		}
		json.writeBooleanProperty("enabled", instance.enabled());
		json.writeBooleanProperty("draining", instance.draining());
		json.writeNumberProperty("incarnation", instance.incarnation());
	}

	/**
	 * Writes a content's fields into the object that the generator is in.
	 */
	public static void writeFields(JsonGenerator json, InstanceContent content) {
		writeIdentity(json, content);
		json.writeBooleanProperty("enabled", content.enabled());
	}

	/**
	 * Reads an instance as {@link #encode} writes it.
	 * @throws InvalidFieldException if a field is absent or refused
	 */
	public static ServiceInstance readInstance(JsonObject json) {
		InstanceContent content = readContent(json);
		Health health = readHealth(json);
		if (health == null) {
			throw new InvalidFieldException("health", null, "'healthy', 'unhealthy' or 'unknown'");
		}
		return new ServiceInstance(content, health, readCause(json), json.flag("draining", false),
				json.number("incarnation", 0, Long.MAX_VALUE));
	}

	/**
	 * Reads an instance's content. Fields other than name, address and port have
	 * defaults.
	 * @throws InvalidFieldException if a field is absent or refused
	 */
	public static InstanceContent readContent(JsonObject json) {
		return readContent(json, Names.DEFAULT_NAMESPACE);
	}

	/**
	 * Reads the content of an instance that is named elsewhere: its namespace, name and
	 * id may be absent.
	 * @throws InvalidFieldException if a field is absent or refused, or names another
	 * instance
	 */
	public static InstanceContent readContent(JsonObject json, InstanceKey key) {
		String namespace = json.optionalText("namespace");
		String name = json.optionalText("name");
		String id = json.optionalText("id");
		if (namespace != null && !Names.namespace("namespace", namespace).equals(key.service().namespace())) {
			throw other("namespace", namespace, key.service().namespace());
		}
		if (name != null && !Names.service("name", name).equals(key.service().name())) {
			throw other("name", name, key.service().name());
		}
		if (id != null && !id.equals(key.id())) {
			throw other("id", id, key.id());
		}
		return readRest(json,
				InstanceContent.builder(key.service().name()).namespace(key.service().namespace()).id(key.id()));
	}

	static InstanceContent readContent(JsonObject json, String defaultNamespace) {
		String namespace = json.optionalText("namespace");
		return readRest(json,
				InstanceContent.builder(json.text("name"))
					.namespace((namespace != null) ? namespace : defaultNamespace)
					.id(json.optionalText("id")));
	}

	private static InstanceContent readRest(JsonObject json, InstanceContent.Builder content) {
		return content.address(json.text("address"))
			.port((int) json.number("port", 1, 65535))
			.secure(json.flag("secure", false))
			.zone(json.optionalText("zone"))
			.weight((int) json.number("weight", Limits.MIN_WEIGHT, Limits.MAX_WEIGHT, Limits.DEFAULT_WEIGHT))
			.tags(json.texts("tags"))
			.meta(json.textMap("meta"))
			.enabled(json.flag("enabled", true))
			.build();
	}

	/**
	 * Reads the field {@code health}; {@code null} if it is absent.
	 */
	public static @Nullable Health readHealth(JsonObject json) {
		return json.optionalConstant("health", Health.class, Health::wireName);
	}

	/**
	 * Reads the field {@code cause}; {@code null} if it is absent.
	 */
	public static @Nullable Cause readCause(JsonObject json) {
		return json.optionalConstant("cause", Cause.class, Cause::wireName);
	}

	private static InvalidFieldException other(String field, String value, String expected) {
		return new InvalidFieldException(field, value,
				"'%s' as in the request's path and query, or nothing".formatted(expected));
	}

	private static void writeIdentity(JsonGenerator json, InstanceContent content) {
		json.writeStringProperty("namespace", content.namespace());
		json.writeStringProperty("name", content.name());
		json.writeStringProperty("id", content.id());
		json.writeStringProperty("address", content.address());
		json.writeNumberProperty("port", content.port());
		json.writeBooleanProperty("secure", content.secure());
		if (content.zone() != null) {
			json.writeStringProperty("zone", content.zone());
		}
		json.writeNumberProperty("weight", content.weight());
		json.writeArrayPropertyStart("tags");
		content.tags().forEach(json::writeString);
		json.writeEndArray();
		json.writeObjectPropertyStart("meta");
		content.meta().forEach(json::writeStringProperty);
		json.writeEndObject();
	}

}
