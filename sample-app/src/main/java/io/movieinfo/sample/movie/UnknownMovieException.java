package io.movieinfo.sample.movie;

/**
 * There is no movie of the number asked for.
 */
final class UnknownMovieException extends RuntimeException {

	UnknownMovieException(int id, int known) {
		super("There is no movie %d, only 1 to %d".formatted(id, known));
	}

}
