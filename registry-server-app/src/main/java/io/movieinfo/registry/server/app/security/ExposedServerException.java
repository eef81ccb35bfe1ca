package io.movieinfo.registry.server.app.security;

/**
 * The server was to listen where others than this host's processes reach it, without
 * having been told that this is wanted.
 */
final class ExposedServerException extends RuntimeException {

	private final String property;

	private final String address;

	ExposedServerException(String property, String address) {
		super("%s is %s, expected a loopback address".formatted(property, address));
		this.property = property;
		this.address = address;
	}

	String property() {
		return this.property;
	}

	String address() {
		return this.address;
	}

}
