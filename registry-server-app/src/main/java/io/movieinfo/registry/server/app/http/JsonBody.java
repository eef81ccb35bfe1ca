package io.movieinfo.registry.server.app.http;

import java.io.ByteArrayOutputStream;
import java.util.function.Consumer;

import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Writes JSON objects. Thread-safe.
 */
public final class JsonBody {

	private static final JsonFactory FACTORY = new JsonFactory();

	private JsonBody() {
	}

	/**
	 * Returns one JSON object in UTF-8.
	 * @param fields writes the object's fields
	 */
	public static byte[] object(Consumer<JsonGenerator> fields) {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
		try (JsonGenerator json = FACTORY.createGenerator(ObjectWriteContext.empty(), bytes)) {
			json.writeStartObject();
			fields.accept(json);
			json.writeEndObject();
		}
		return bytes.toByteArray();
	}

}
