package io.movieinfo.registry.protocol;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/**
 * Turns JSON text into objects, and back.
 */
final class JsonText {

	private static final int MAX_DEPTH = 16;

	private static final JsonFactory FACTORY = JsonFactory.builder()
		.enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
		.streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
		.build();

	private JsonText() {
	}

	static JsonObject read(byte[] json) {
		try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), json)) {
			if (parser.nextToken() != JsonToken.START_OBJECT) {
				throw malformed("the text is no JSON object", null);
			}
			JsonObject object = new JsonObject(readFields(parser));
			if (parser.nextToken() != null) {
				throw malformed("there is more text after the JSON object", null);
			}
			return object;
		}
		catch (JacksonException ex) {
			throw malformed("the text is no JSON: " + ex.getOriginalMessage() + " at " + position(ex), ex);
		}
	}

	/**
	 * Returns what the writer writes, in UTF-8.
	 */
	static byte[] write(Consumer<JsonGenerator> writer) {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
		try (JsonGenerator json = FACTORY.createGenerator(ObjectWriteContext.empty(), bytes)) {
			writer.accept(json);
		}
		return bytes.toByteArray();
	}

	private static Map<String, @Nullable Object> readFields(JsonParser parser) {
		Map<String, @Nullable Object> fields = new LinkedHashMap<>();
		while (parser.nextToken() != JsonToken.END_OBJECT) {
			String field = parser.currentName();
			parser.nextToken();
			fields.put(field, readValue(parser));
		}
		return fields;
	}

	private static @Nullable Object readValue(JsonParser parser) {
		return switch (parser.currentToken()) {
			case START_OBJECT -> new JsonObject(readFields(parser));
			case START_ARRAY -> {
				List<@Nullable Object> items = new ArrayList<>();
				while (parser.nextToken() != JsonToken.END_ARRAY) {
					items.add(readValue(parser));
				}
				yield items;
			}
			case VALUE_STRING -> parser.getString();
			case VALUE_NUMBER_INT -> (parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER)
					? parser.getNumberValue() : (Object) parser.getLongValue();
			case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
			case VALUE_TRUE -> true;
			case VALUE_FALSE -> false;
			default -> null;
		};
	}

	private static String position(JacksonException ex) {
		return (ex.getLocation() != null)
				? "line %d, column %d".formatted(ex.getLocation().getLineNr(), ex.getLocation().getColumnNr())
				: "an unknown position";
	}

	private static MalformedMessageException malformed(String message, @Nullable Throwable cause) {
		return new MalformedMessageException(
				new Problem(Problem.MALFORMED_JSON, message, null, null, "one JSON object in UTF-8"), null, cause);
	}

}
