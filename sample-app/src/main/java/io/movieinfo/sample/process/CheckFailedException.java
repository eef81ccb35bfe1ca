package io.movieinfo.sample.process;

/**
 * Something that a check counts on did not come true.
 */
public final class CheckFailedException extends RuntimeException {

	public CheckFailedException(String message) {
		super(message);
	}

}
