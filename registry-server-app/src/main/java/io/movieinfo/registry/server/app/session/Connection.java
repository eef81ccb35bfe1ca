package io.movieinfo.registry.server.app.session;

import java.nio.ByteBuffer;
import java.util.function.Consumer;

import jakarta.websocket.CloseReason.CloseCode;
import org.jspecify.annotations.Nullable;

/**
 * What a session needs of its WebSocket. Thread-safe.
 */
interface Connection {

	/**
	 * Sends one binary message. Does not block. Nothing else may be sent until the sender
	 * has been told.
	 * @param message the message
	 * @param sent is told {@code null} once the message is out, or why it never will be
	 */
	void send(ByteBuffer message, Consumer<@Nullable Throwable> sent);

	/**
	 * Closes the connection. May block for some milliseconds, if a message is stuck on
	 * its way. Does nothing the second time.
	 * @param code says what kind of reason it is
	 * @param reason is told to the client, at most 123 bytes of it
	 */
	void close(CloseCode code, String reason);

	/**
	 * Who is at the other end, for people.
	 */
	String remote();

}
