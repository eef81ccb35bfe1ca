package io.movieinfo.registry.protocol;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * Fields that messages of both sides have.
 */
final class MessageFields {

	private MessageFields() {
	}

	static long readNumber(JsonObject json, String field) {
		return json.number(field, 0, Long.MAX_VALUE);
	}

	static void writeName(JsonGenerator json, @Nullable String namespace, String name, String id) {
		writeOptional(json, "namespace", namespace);
		json.writeStringProperty("name", name);
		json.writeStringProperty("id", id);
	}

	static void writeOptional(JsonGenerator json, String field, @Nullable Object value) {
		if (value != null) {
			json.writeStringProperty(field, value.toString());
		}
	}

}
