package io.movieinfo.registry.server.app.api;

import java.io.IOException;
import java.util.concurrent.CompletionException;

import io.movieinfo.registry.server.RegistryException;
import io.movieinfo.registry.server.app.http.HttpProblem;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.slf4j.LoggerFactory;

import org.springframework.http.HttpStatus;

/**
 * What a request is answered with.
 */
@FunctionalInterface
interface Answer {

	/**
	 * Returns the answer that is a problem.
	 */
	static Answer of(HttpProblem problem) {
		return (request, response) -> problem.writeTo(response);
	}

	/**
	 * Returns the answer that tells of a failure.
	 */
	static Answer of(Throwable failure) {
		Throwable cause = (failure instanceof CompletionException && failure.getCause() != null) ? failure.getCause()
				: failure;
		if (cause instanceof RegistryException refusal) {
			return of(HttpProblem.of(refusal));
		}
		return (request, response) -> {
			LoggerFactory.getLogger(Answer.class)
				.error("{} {} failed", request.getMethod(), request.getRequestURI(), cause);
			HttpProblem.of(HttpStatus.INTERNAL_SERVER_ERROR).writeTo(response);
		};
	}

	/**
	 * Writes the whole answer. May block until the client has taken it.
	 */
	void writeTo(HttpServletRequest request, HttpServletResponse response) throws IOException;

}
