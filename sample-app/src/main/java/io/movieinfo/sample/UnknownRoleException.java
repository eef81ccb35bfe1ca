package io.movieinfo.sample;

/**
 * The property {@code movieinfo.role} is missing or names no role.
 */
final class UnknownRoleException extends IllegalArgumentException {

	private final String value;

	UnknownRoleException(String value) {
		super("%s is '%s', expected one of: %s".formatted(Role.PROPERTY, value, Role.choices()));
		this.value = value;
	}

	String value() {
		return this.value;
	}

}
