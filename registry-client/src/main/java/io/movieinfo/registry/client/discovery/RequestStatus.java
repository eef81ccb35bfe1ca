package io.movieinfo.registry.client.discovery;

/**
 * What became of a request for instances of a service: a look-up, or a pick.
 */
public enum RequestStatus {

	/** There was a routable instance. */
	OK,
	/** The service is known, but has no instance that is routable, or left to try. */
	EMPTY,
	/** The registry knows no such service. */
	UNKNOWN,
	/** The registry has not answered, and nothing that is known will do. */
	ERROR

}
