package io.movieinfo.registry.protocol;

import org.jspecify.annotations.Nullable;

/**
 * A field holds a value that its rules refuse. Carries the field's wire name, the value
 * as it came in, shortened where it is long, and what was expected.
 */
public final class InvalidFieldException extends IllegalArgumentException {

	private static final int SHOWN = 160;

	private final String field;

	private final String value;

	private final String expected;

	/**
	 * Creates an exception whose message names all three parts.
	 * @param field the field's wire name, with a path where it is nested
	 * ({@code instance.port})
	 * @param value the refused value; {@code null} stands for an absent field
	 * @param expected what would have been accepted
	 */
	public InvalidFieldException(String field, @Nullable Object value, String expected) {
		super(message(field, shorten(value), expected));
		this.field = field;
		this.value = shorten(value);
		this.expected = expected;
	}

	private InvalidFieldException(String parent, InvalidFieldException nested) {
		super(message(parent + "." + nested.field, nested.value, nested.expected), nested);
		this.field = parent + "." + nested.field;
		this.value = nested.value;
		this.expected = nested.expected;
	}

	public String field() {
		return this.field;
	}

	public String value() {
		return this.value;
	}

	public String expected() {
		return this.expected;
	}

	/**
	 * Returns the same complaint with the field's path inside an enclosing object.
	 * @param parent the enclosing object's path
	 * @return a new exception, with this one as its cause
	 */
	public InvalidFieldException inside(String parent) {
		return new InvalidFieldException(parent, this);
	}

	public Problem toProblem() {
		return new Problem(Problem.INVALID_FIELD, String.valueOf(getMessage()), this.field, this.value, this.expected);
	}

	private static String message(String field, String value, String expected) {
		return "%s is %s, expected %s".formatted(field, value, expected);
	}

	private static String shorten(@Nullable Object value) {
		if (value == null) {
			return "absent";
		}
		String text = (value instanceof CharSequence) ? "'" + value + "'" : value.toString();
		return (text.length() <= SHOWN) ? text
				: text.substring(0, SHOWN) + "… (" + text.length() + " characters in all)";
	}

}
