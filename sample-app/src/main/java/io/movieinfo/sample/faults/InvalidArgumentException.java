package io.movieinfo.sample.faults;

/**
 * An argument of the command line cannot be understood.
 */
final class InvalidArgumentException extends RuntimeException {

	InvalidArgumentException(String message) {
		super(message);
	}

}
