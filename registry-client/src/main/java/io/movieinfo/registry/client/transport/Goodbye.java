package io.movieinfo.registry.client.transport;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The end of the last connection: it is closed politely if that takes no longer than half
 * a second, and cut off otherwise.
 */
final class Goodbye {

	private static final Logger logger = LoggerFactory.getLogger(Goodbye.class);

	private static final Duration LONGEST = Duration.ofMillis(500);

	private final ClientThread thread;

	/** Belongs to the client thread. */
	private @Nullable Connection closing;

	Goodbye(ClientThread thread) {
		this.thread = thread;
	}

	/**
	 * Closes the last connection. On any thread; waits for that on all but the client
	 * thread.
	 * @param last is asked on the client thread for the connection, {@code null} if there
	 * is none to be closed any more
	 */
	void say(Supplier<@Nullable Connection> last) {
		CompletableFuture<@Nullable Void> done = new CompletableFuture<>();
		this.thread.execute(() -> close(last.get(), () -> done.complete(null)));
		try {
			if (!this.thread.isCurrent() && !this.thread.isClosed()) {
				done.get(LONGEST.toNanos(), TimeUnit.NANOSECONDS);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (TimeoutException | ExecutionException ex) {
			logger.debug("The session's end was not confirmed in time", ex);
		}
		this.thread.execute(this::abort);
	}

	private void close(@Nullable Connection connection, Runnable done) {
		if (connection != null) {
			this.closing = connection;
			connection.close(done);
		}
		else {
			done.run();
		}
	}

	private void abort() {
		if (this.closing != null) {
			this.closing.abort();
		}
	}

}
