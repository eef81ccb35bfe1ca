package io.movieinfo.sample.user;

/**
 * There is no user of the number asked for.
 */
final class UnknownUserException extends RuntimeException {

	UnknownUserException(int id, int known) {
		super("There is no user %d, only 1 to %d".formatted(id, known));
	}

}
