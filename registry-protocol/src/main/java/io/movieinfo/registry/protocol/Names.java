package io.movieinfo.registry.protocol;

import java.util.Locale;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * The rules for names and ids.
 */
public final class Names {

	/** The namespace of whoever names none. */
	public static final String DEFAULT_NAMESPACE = "default";

	private static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9.-]*[a-z0-9])?");

	private static final Pattern PRINTABLE_ASCII = Pattern.compile("[\\x21-\\x7e]+");

	private Names() {
	}

	/**
	 * Returns a service name in lower case.
	 * @param field the name's field, for the complaint
	 * @param name the name as it came in
	 * @throws InvalidFieldException if it is absent, too long or has other characters
	 * than {@code a-z 0-9 . -}, or begins or ends with one of the last two
	 */
	public static String service(String field, @Nullable String name) {
		String lower = (name != null) ? name.toLowerCase(Locale.ROOT) : "";
		if (lower.length() > Limits.MAX_NAME || !NAME.matcher(lower).matches()) {
			throw new InvalidFieldException(field, name,
					"1 to %d characters of a-z, 0-9, '.' and '-', a letter or digit first and last"
						.formatted(Limits.MAX_NAME));
		}
		return lower;
	}

	/**
	 * Returns a namespace in lower case, {@value #DEFAULT_NAMESPACE} for an absent one.
	 * @param field the namespace's field, for the complaint
	 * @param namespace the namespace as it came in, or {@code null}
	 * @throws InvalidFieldException as for {@link #service}
	 */
	public static String namespace(String field, @Nullable String namespace) {
		return (namespace != null) ? service(field, namespace) : DEFAULT_NAMESPACE;
	}

	/**
	 * Checks an instance's id.
	 * @param field the id's field, for the complaint
	 * @param id the id as it came in
	 * @return the id, unchanged
	 * @throws InvalidFieldException as for {@link #id}, and if it is {@code .} or
	 * {@code ..}: as part of a path they mean another path
	 */
	public static String instanceId(String field, @Nullable String id) {
		String checked = id(field, id);
		if (checked.equals(".") || checked.equals("..")) {
			throw new InvalidFieldException(field, id,
					"neither '.' nor '..', which have a meaning of their own in paths");
		}
		return checked;
	}

	/**
	 * Checks an id of anything else, such as a start id.
	 * @param field the id's field, for the complaint
	 * @param id the id as it came in
	 * @return the id, unchanged
	 * @throws InvalidFieldException if it is absent, too long or not printable ASCII
	 */
	public static String id(String field, @Nullable String id) {
		if (id == null || id.length() > Limits.MAX_ID || !PRINTABLE_ASCII.matcher(id).matches()) {
			throw new InvalidFieldException(field, id,
					"1 to %d printable ASCII characters without spaces".formatted(Limits.MAX_ID));
		}
		return id;
	}

}
