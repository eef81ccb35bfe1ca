package io.movieinfo.registry.server.probe;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Tries to connect to addresses. Thread-safe; nothing but {@link #close} blocks.
 */
public interface Prober extends AutoCloseable {

	/** A prober that never tries anything. */
	Prober OFF = (address, port) -> CompletableFuture.completedFuture(Finding.NOT_PROBED);

	/**
	 * Tries to connect once.
	 * @param address a host name or IP address
	 * @param port 1 to 65535
	 * @return what was found; it never fails
	 */
	CompletionStage<Finding> probe(String address, int port);

	/**
	 * Ends all attempts. Does nothing the second time.
	 */
	@Override
	default void close() {
	}

}
