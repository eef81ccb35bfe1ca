package io.movieinfo.registry.client.transport;

import java.net.URI;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * Opens WebSockets to server nodes. Thread-safe; nothing blocks.
 */
public interface Connector extends AutoCloseable {

	/**
	 * Opens a WebSocket.
	 * @param server the server's URL, without a path
	 * @param timeout how long the attempt may take
	 * @param listener is told what comes in, by one thread at a time
	 * @return the open WebSocket, or why there is none
	 */
	CompletableFuture<WebSocket> open(URI server, Duration timeout, WebSocket.Listener listener);

	/**
	 * Ends all attempts and all that is open, as far as possible. Does nothing the second
	 * time.
	 */
	@Override
	void close();

}
