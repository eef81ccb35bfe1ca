package io.movieinfo.registry.server.app.api;

import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

import org.springframework.web.context.request.async.DeferredResult;

/**
 * Answers that may come after a wait which no thread is blocked for.
 */
final class Waiting {

	/** How long the registry may take to store something, on top of any wait. */
	private static final Duration STORING = Duration.ofSeconds(30);

	private Waiting() {
	}

	/**
	 * Returns what the stage comes to.
	 * @param wait how long the stage waits on purpose
	 */
	@SuppressWarnings("FutureReturnValueIgnored") // the result takes failures too
	static <T> DeferredResult<T> atMost(Duration wait, CompletionStage<T> stage) {
		DeferredResult<T> result = new DeferredResult<>(wait.plus(STORING).toMillis());
		stage.whenComplete((value, failure) -> {
			if (failure != null) {
				result.setErrorResult(cause(failure));
			}
			else {
				result.setResult(value);
			}
		});
		return result;
	}

	private static Throwable cause(Throwable failure) {
		return (failure instanceof CompletionException && failure.getCause() != null) ? failure.getCause() : failure;
	}

}
