package io.movieinfo.registry.client.registration;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.movieinfo.registry.client.transport.ClientThread;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the registry has confirmed something; completed on the client thread, with
 * {@code false} once it is clear that it will not. Thread-safe.
 */
final class Confirmation extends CompletableFuture<Boolean> {

	private static final Logger logger = LoggerFactory.getLogger(Confirmation.class);

	/**
	 * Waits for it, at most the given time, and not at all on the client thread or once
	 * that is closed. Never throws; an interrupted caller returns at once, still
	 * interrupted.
	 * @param what what is to be confirmed, for the log
	 * @return whether it is confirmed by now
	 */
	boolean await(Duration timeout, ClientThread thread, String what) {
		if (thread.isCurrent() || thread.isClosed()) {
			return getNow(false);
		}
		try {
			return get(Math.max(0, timeout.toNanos()), TimeUnit.NANOSECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
		catch (TimeoutException ex) {
			logger.warn("The registry has not confirmed within {} ms that {}", timeout.toMillis(), what);
			return false;
		}
		catch (ExecutionException ex) {
			throw new IllegalStateException("Nothing completes it with a failure", ex);
		}
	}

}
