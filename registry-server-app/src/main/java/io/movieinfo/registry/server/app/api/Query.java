package io.movieinfo.registry.server.app.api;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.movieinfo.registry.protocol.InstanceKey;
import io.movieinfo.registry.protocol.InvalidFieldException;
import io.movieinfo.registry.protocol.Names;
import io.movieinfo.registry.protocol.ServiceKey;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

/**
 * A request's query parameters, read strictly: whatever is wrong is named with its value
 * and what was expected. It notes which parameters were read, so that
 * {@link #refuseUnread} can refuse the others. Not thread-safe.
 */
final class Query {

	private static final String NAMESPACE = "namespace";

	private final Map<String, String[]> parameters;

	// what a complaint about others lists
	private final Set<String> read = new TreeSet<>();

	private Query(Map<String, String[]> parameters) {
		this.parameters = parameters;
	}

	/**
	 * Returns a request's query.
	 * @throws InvalidFieldException if the request's path has parameters of its own,
	 * which would otherwise be cut off from an id unseen
	 */
	static Query of(HttpServletRequest request) {
		if (request.getRequestURI().indexOf(';') >= 0) {
			throw new InvalidFieldException("path", request.getRequestURI(), "no ';' unless it is percent-encoded");
		}
		return new Query(request.getParameterMap());
	}

	/**
	 * Returns the one value of a parameter, or {@code null} if it is absent.
	 * @throws InvalidFieldException if there are several
	 */
	@Nullable String optionalText(String parameter) {
		this.read.add(parameter);
		return only(parameter);
	}

	/**
	 * Returns all values of a parameter; none if it is absent.
	 */
	List<String> texts(String parameter) {
		this.read.add(parameter);
		String[] values = this.parameters.get(parameter);
		return (values != null) ? List.of(values) : List.of();
	}

	/**
	 * Returns the one value of each parameter that begins with the prefix, by what
	 * follows the prefix.
	 * @param placeholder stands for what follows in complaints
	 * @throws InvalidFieldException if one of them has several, or nothing follows
	 */
	Map<String, String> textsByKey(String prefix, String placeholder) {
		this.read.add(prefix + placeholder);
		Map<String, String> texts = new LinkedHashMap<>();
		for (String parameter : this.parameters.keySet()) {
			if (parameter.equals(prefix)) {
				throw new InvalidFieldException(parameter, only(parameter), prefix + placeholder);
			}
			if (parameter.startsWith(prefix)) {
				this.read.add(parameter);
				texts.put(parameter.substring(prefix.length()), String.valueOf(only(parameter)));
			}
		}
		return texts;
	}

	/**
	 * Returns a whole number, or the fallback if it is absent.
	 * @throws InvalidFieldException if it is no whole number, out of range, or there are
	 * several
	 */
	long number(String parameter, long min, long max, long fallback) {
		String text = optionalText(parameter);
		return (text != null) ? number(parameter, text, min, max) : fallback;
	}

	/**
	 * Returns a whole number.
	 * @param parameter its name in complaints
	 * @throws InvalidFieldException if it is no whole number, or out of range
	 */
	static long number(String parameter, String text, long min, long max) {
		try {
			long number = Long.parseLong(text);
			if (number >= min && number <= max) {
				return number;
			}
		}
		catch (NumberFormatException ex) {
			// answered below, with the range
		}
		throw new InvalidFieldException(parameter, text, (max == Long.MAX_VALUE)
				? "a whole number from %d up".formatted(min) : "a whole number from %d to %d".formatted(min, max));
	}

	/**
	 * Returns a truth value, {@code false} if it is absent.
	 * @throws InvalidFieldException if it is neither {@code true} nor {@code false}, or
	 * there are several
	 */
	boolean flag(String parameter) {
		String text = optionalText(parameter);
		if (text != null && !text.equals("true") && !text.equals("false")) {
			throw new InvalidFieldException(parameter, text, "true or false");
		}
		return "true".equals(text);
	}

	/**
	 * Returns a duration, or {@code null} if it is absent.
	 * @throws InvalidFieldException if it is none, longer than {@code most}, or there are
	 * several
	 */
	@Nullable Duration optionalDuration(String parameter, Duration most) {
		String text = optionalText(parameter);
		return (text != null) ? Durations.read(parameter, text, most) : null;
	}

	/**
	 * Returns a moment, or {@code null} if it is absent.
	 * @throws InvalidFieldException if it is none, or there are several
	 */
	@Nullable Instant optionalInstant(String parameter) {
		String text = optionalText(parameter);
		try {
			return (text != null) ? OffsetDateTime.parse(text).toInstant() : null;
		}
		catch (DateTimeParseException ex) {
			throw new InvalidFieldException(parameter, text, "a time such as 2026-01-31T08:00:00Z");
		}
	}

	/**
	 * Returns the constant whose wire name the parameter holds, or {@code null} if it is
	 * absent.
	 * @throws InvalidFieldException if it holds none of the wire names, or there are
	 * several
	 */
	<E extends Enum<E>> @Nullable E optionalConstant(String parameter, Class<E> type, Function<E, String> wireName) {
		String text = optionalText(parameter);
		if (text == null) {
			return null;
		}
		for (E constant : type.getEnumConstants()) {
			if (wireName.apply(constant).equals(text)) {
				return constant;
			}
		}
		throw new InvalidFieldException(parameter, text,
				Arrays.stream(type.getEnumConstants())
					.map(wireName)
					.collect(Collectors.joining("', '", "one of '", "'")));
	}

	/**
	 * Whether operators' view is asked for.
	 */
	boolean forOperators() {
		return optionalConstant("view", View.class, View::wireName) == View.OPERATOR;
	}

	/**
	 * Returns the namespace that is asked for, the default one if none is.
	 */
	String namespace() {
		return Names.namespace(NAMESPACE, optionalText(NAMESPACE));
	}

	/**
	 * Returns the namespace that is asked for, or {@code null} if none is.
	 */
	@Nullable String optionalNamespace() {
		return (optionalText(NAMESPACE) != null) ? namespace() : null;
	}

	/**
	 * Returns the service that is asked for.
	 * @param name its name in the path
	 */
	ServiceKey service(String name) {
		return new ServiceKey(namespace(), Names.service("service", name));
	}

	/**
	 * Returns the instance that is asked for.
	 * @param service its service's name in the path
	 * @param id its id in the path
	 */
	InstanceKey instance(String service, String id) {
		return new InstanceKey(service(service), id);
	}

	/**
	 * Refuses parameters that nothing has asked for.
	 * @throws InvalidFieldException that names the first of them
	 */
	void refuseUnread() {
		this.parameters.forEach((parameter, values) -> {
			if (!this.read.contains(parameter)) {
				throw new InvalidFieldException(parameter, String.join(",", values), this.read.isEmpty()
						? "no query parameters" : "no query parameters but " + String.join(", ", this.read));
			}
		});
	}

	private @Nullable String only(String parameter) {
		String[] values = this.parameters.get(parameter);
		if (values == null) {
			return null;
		}
		if (values.length > 1) {
			throw new InvalidFieldException(parameter, List.of(values), "one value");
		}
		return values[0];
	}

	/**
	 * Views that can be asked for, beside the one that everybody gets.
	 */
	private enum View {

		/** With what operators want to know. */
		OPERATOR;

		String wireName() {
			return name().toLowerCase(Locale.ROOT);
		}

	}

}
