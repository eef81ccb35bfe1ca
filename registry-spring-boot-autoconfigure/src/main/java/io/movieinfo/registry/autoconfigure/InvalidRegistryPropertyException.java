package io.movieinfo.registry.autoconfigure;

import org.jspecify.annotations.Nullable;

import io.movieinfo.registry.protocol.InvalidFieldException;

/**
 * A property that the registry client needs is missing or holds a value that cannot be
 * used. Reported as a failure analysis when it ends the start of the application.
 */
public final class InvalidRegistryPropertyException extends RuntimeException {

	private final String property;

	private final @Nullable String value;

	private final String expected;

	private final String example;

	/**
	 * Creates an exception whose message names property, value and expectation.
	 * @param property the property's name
	 * @param value the property's value, {@code null} if it is not set
	 * @param expected what would have been accepted, or why the property is needed
	 * @param example what to write, as a line of application.properties
	 */
	public InvalidRegistryPropertyException(String property, @Nullable Object value, String expected, String example) {
		this(property, (value != null) ? "'" + value + "'" : null, expected, example, null);
	}

	private InvalidRegistryPropertyException(String property, @Nullable String shownValue, String expected,
			String example, @Nullable Throwable cause) {
		super((shownValue != null) ? "%s is %s, expected %s".formatted(property, shownValue, expected)
				: "%s is not set: %s".formatted(property, expected), cause);
		this.property = property;
		this.value = shownValue;
		this.expected = expected;
		this.example = example;
	}

	/**
	 * Says which property held what the registry's rules refuse.
	 * @param property the property's name
	 * @param cause the broken rule
	 * @param example what to write, as a line of application.properties
	 */
	public static InvalidRegistryPropertyException causedBy(String property, InvalidFieldException cause,
			String example) {
		return new InvalidRegistryPropertyException(property, cause.value(), cause.expected(), example, cause);
	}

	public String property() {
		return this.property;
	}

	/**
	 * Returns the value as it is shown to people, or {@code null} if none was set.
	 */
	public @Nullable String value() {
		return this.value;
	}

	public String expected() {
		return this.expected;
	}

	public String example() {
		return this.example;
	}

}
