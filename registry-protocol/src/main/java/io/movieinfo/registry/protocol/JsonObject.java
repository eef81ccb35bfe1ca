package io.movieinfo.registry.protocol;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * A JSON object whose readers name field, value and expectation when something is wrong.
 * It notes which fields were read, so that {@link #refuseUnread} can refuse the others.
 * Not thread-safe.
 */
public final class JsonObject {

	private final Map<String, @Nullable Object> fields;

	private final Set<String> read = new LinkedHashSet<>();

	JsonObject(Map<String, @Nullable Object> fields) {
		this.fields = fields;
	}

	/**
	 * Reads UTF-8 JSON text that holds one object.
	 * @throws MalformedMessageException with code {@link Problem#MALFORMED_JSON} if it
	 * does not, names a field twice, nests too deep or goes on after the object
	 */
	public static JsonObject parse(byte[] json) {
		return JsonText.read(json);
	}

	/**
	 * Returns one JSON object in UTF-8.
	 * @param fields writes the object's fields
	 */
	public static byte[] write(Consumer<JsonGenerator> fields) {
		return JsonText.write((json) -> {
			json.writeStartObject();
			fields.accept(json);
			json.writeEndObject();
		});
	}

	/**
	 * Returns one JSON list in UTF-8.
	 * @param items writes the list's items
	 */
	public static byte[] writeList(Consumer<JsonGenerator> items) {
		return JsonText.write((json) -> {
			json.writeStartArray();
			items.accept(json);
			json.writeEndArray();
		});
	}

	/**
	 * Whether the field is there and not {@code null}.
	 */
	public boolean has(String field) {
		return this.fields.get(field) != null;
	}

	/**
	 * Whether the field is there, though it may be {@code null}.
	 */
	public boolean names(String field) {
		this.read.add(field);
		return this.fields.containsKey(field);
	}

	/**
	 * Returns a text.
	 * @throws InvalidFieldException if it is absent or no text
	 */
	public String text(String field) {
		String text = optionalText(field);
		if (text == null) {
			throw new InvalidFieldException(field, null, "a text");
		}
		return text;
	}

	/**
	 * Returns a text, or {@code null} if it is absent.
	 * @throws InvalidFieldException if it is no text
	 */
	public @Nullable String optionalText(String field) {
		Object value = take(field);
		if (value == null || value instanceof String) {
			return (String) value;
		}
		throw new InvalidFieldException(field, value, "a text");
	}

	/**
	 * Returns a whole number.
	 * @throws InvalidFieldException if it is absent, no whole number, or out of range
	 */
	public long number(String field, long min, long max) {
		if (!has(field)) {
			throw new InvalidFieldException(field, take(field), range(min, max));
		}
		return number(field, min, max, min);
	}

	/**
	 * Returns a whole number, or the fallback if it is absent.
	 * @throws InvalidFieldException if it is no whole number, or out of range
	 */
	public long number(String field, long min, long max, long fallback) {
		Object value = take(field);
		if (value == null) {
			return fallback;
		}
		if (value instanceof Long number && number >= min && number <= max) {
			return number;
		}
		throw new InvalidFieldException(field, value, range(min, max));
	}

	/**
	 * Returns a truth value, or the fallback if it is absent.
	 * @throws InvalidFieldException if it is neither {@code true} nor {@code false}
	 */
	public boolean flag(String field, boolean fallback) {
		Object value = take(field);
		if (value == null) {
			return fallback;
		}
		if (value instanceof Boolean flag) {
			return flag;
		}
		throw new InvalidFieldException(field, value, "true or false");
	}

	/**
	 * Returns a list of texts, empty if it is absent.
	 * @throws InvalidFieldException if it is no list, or holds anything but texts
	 */
	public List<String> texts(String field) {
		List<String> texts = new ArrayList<>();
		for (Object item : list(field)) {
			if (!(item instanceof String text)) {
				throw new InvalidFieldException("%s[%d]".formatted(field, texts.size()), item, "a text");
			}
			texts.add(text);
		}
		return texts;
	}

	/**
	 * Returns an object of texts, empty if it is absent.
	 * @throws InvalidFieldException if it is no object, or holds anything but texts
	 */
	public Map<String, String> textMap(String field) {
		Map<String, String> texts = new LinkedHashMap<>();
		optionalTextMap(field).forEach((key, text) -> {
			if (text == null) {
				throw new InvalidFieldException(field + "." + key, null, "a text");
			}
			texts.put(key, text);
		});
		return texts;
	}

	/**
	 * Returns an object of texts or {@code null}s, empty if it is absent.
	 * @throws InvalidFieldException if it is no object, or holds anything else
	 */
	public Map<String, @Nullable String> optionalTextMap(String field) {
		JsonObject object = optionalObject(field);
		Map<String, @Nullable String> texts = new LinkedHashMap<>();
		if (object != null) {
			for (String key : object.fields.keySet()) {
				Object value = object.take(key);
				if (value != null && !(value instanceof String)) {
					throw new InvalidFieldException(field + "." + key, value, "a text");
				}
				texts.put(key, (String) value);
			}
		}
		return texts;
	}

	/**
	 * Returns an object, or {@code null} if it is absent.
	 * @throws InvalidFieldException if it is no object
	 */
	public @Nullable JsonObject optionalObject(String field) {
		Object value = take(field);
		if (value == null || value instanceof JsonObject) {
			return (JsonObject) value;
		}
		throw new InvalidFieldException(field, value, "an object");
	}

	/**
	 * Returns an object.
	 * @throws InvalidFieldException if it is absent or no object
	 */
	public JsonObject object(String field) {
		JsonObject object = optionalObject(field);
		if (object == null) {
			throw new InvalidFieldException(field, null, "an object");
		}
		return object;
	}

	/**
	 * Returns a list of objects, empty if it is absent.
	 * @throws InvalidFieldException if it is no list, or holds anything but objects
	 */
	public List<JsonObject> objects(String field) {
		List<JsonObject> objects = new ArrayList<>();
		for (Object item : list(field)) {
			if (!(item instanceof JsonObject object)) {
				throw new InvalidFieldException("%s[%d]".formatted(field, objects.size()), item, "an object");
			}
			objects.add(object);
		}
		return objects;
	}

	/**
	 * Returns the constant whose wire name the field holds, or {@code null} if it is
	 * absent.
	 * @throws InvalidFieldException if it holds none of the wire names
	 */
	public <E extends Enum<E>> @Nullable E optionalConstant(String field, Class<E> type, Function<E, String> wireName) {
		Object value = take(field);
		if (value == null) {
			return null;
		}
		for (E constant : type.getEnumConstants()) {
			if (wireName.apply(constant).equals(value)) {
				return constant;
			}
		}
		throw new InvalidFieldException(field, value,
				Arrays.stream(type.getEnumConstants())
					.map(wireName)
					.collect(Collectors.joining("', '", "one of '", "'")));
	}

	/**
	 * Refuses fields that nothing has asked for.
	 * @throws InvalidFieldException that names the first of them
	 */
	public void refuseUnread() {
		this.fields.forEach((field, value) -> {
			if (!this.read.contains(field)) {
				throw new InvalidFieldException(field, value,
						this.read.stream().sorted().collect(Collectors.joining(", ", "none but the fields ", "")));
			}
		});
	}

	@Override
	public String toString() {
		return this.fields.toString();
	}

	private @Nullable Object take(String field) {
		this.read.add(field);
		return this.fields.get(field);
	}

	private List<?> list(String field) {
		Object value = take(field);
		if (value == null) {
			return List.of();
		}
		if (value instanceof List<?> list) {
			return list;
		}
		throw new InvalidFieldException(field, value, "a list");
	}

	private static String range(long min, long max) {
		return (max == Long.MAX_VALUE) ? "a whole number from %d up".formatted(min)
				: "a whole number from %d to %d".formatted(min, max);
	}

}
