package io.movieinfo.sample.simulation;

/**
 * A rule that was broken.
 */
final class Violation extends AssertionError {

	private static final long serialVersionUID = 1L;

	Violation(String message) {
		super(message);
	}

}
