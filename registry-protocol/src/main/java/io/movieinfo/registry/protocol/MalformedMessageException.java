package io.movieinfo.registry.protocol;

import org.jspecify.annotations.Nullable;

/**
 * A message could not be read. Carries the problem to answer with and, if at least that
 * could be read, the message's number.
 */
public final class MalformedMessageException extends RuntimeException {

	private final transient Problem problem;

	private final @Nullable Long seq;

	public MalformedMessageException(Problem problem, @Nullable Long seq, @Nullable Throwable cause) {
		super(problem.message(), cause);
		this.problem = problem;
		this.seq = seq;
	}

	public Problem problem() {
		return this.problem;
	}

	public @Nullable Long seq() {
		return this.seq;
	}

}
