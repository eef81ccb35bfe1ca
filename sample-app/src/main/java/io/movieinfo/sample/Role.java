package io.movieinfo.sample;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

import org.springframework.core.env.PropertyResolver;

/**
 * What one process of MovieInfo does. The property's values are the constants' names in
 * lower case.
 */
enum Role {

	HOME, USER, MOVIE, CALLER;

	static final String PROPERTY = "movieinfo.role";

	/**
	 * Reads the role.
	 * @throws UnknownRoleException if there is none, or none of that name
	 */
	static Role of(PropertyResolver properties) {
		String value = properties.getProperty(PROPERTY, "");
		return Arrays.stream(values())
			.filter((role) -> role.value().equals(value))
			.findFirst()
			.orElseThrow(() -> new UnknownRoleException(value));
	}

	static String choices() {
		return Arrays.stream(values()).map(Role::value).collect(Collectors.joining(", "));
	}

	private String value() {
		return name().toLowerCase(Locale.ROOT);
	}

}
