package io.movieinfo.registry.server.app.actuate;

import java.util.Locale;

/**
 * What came of a discovery query. The tag's value is the constant's name in lower case.
 */
enum RequestStatus {

	/** There was an instance to go to. */
	OK,
	/** The service is known, but there is no such instance. */
	EMPTY,
	/** The service is not known. */
	UNKNOWN,
	/** The query was refused or has failed. */
	ERROR;

	private final String tag = name().toLowerCase(Locale.ROOT);

	String tag() {
		return this.tag;
	}

}
