package io.movieinfo.sample.demo;

/**
 * Something that the demo counts on did not come true.
 */
final class CheckFailedException extends RuntimeException {

	CheckFailedException(String message) {
		super(message);
	}

}
