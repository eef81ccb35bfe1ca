package io.movieinfo.registry.server.app.http;

/**
 * Ends the handling of a request with a problem.
 */
public final class HttpProblemException extends RuntimeException {

	private final transient HttpProblem problem;

	public HttpProblemException(HttpProblem problem) {
		super(problem.problem().message());
		this.problem = problem;
	}

	public HttpProblem problem() {
		return this.problem;
	}

}
