package io.movieinfo.registry.server.app.session;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

import jakarta.websocket.CloseReason;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.MessageHandler;
import jakarta.websocket.Session;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Connects one WebSocket of the container with a session. It takes messages in parts,
 * because the container would otherwise keep a buffer of the longest message for every
 * connection.
 */
final class SessionEndpoint extends Endpoint {

	private static final Logger logger = LoggerFactory.getLogger(SessionEndpoint.class);

	private final Sessions sessions;

	private final String remote;

	private volatile @Nullable OpenSession session;

	SessionEndpoint(Sessions sessions, String remote) {
		this.sessions = sessions;
		this.remote = remote;
	}

	@Override
	public void onOpen(Session webSocket, EndpointConfig config) {
		OpenSession session = this.sessions.open(new WebSocketConnection(webSocket, this.remote));
		this.session = session;
		webSocket.addMessageHandler(ByteBuffer.class, new MessageHandler.Partial<ByteBuffer>() {

			@Override
			public void onMessage(ByteBuffer part, boolean last) {
				byte[] bytes = new byte[part.remaining()];
				part.get(bytes);
				session.read(bytes, last);
			}

		});
		webSocket.addMessageHandler(String.class, new MessageHandler.Partial<String>() {

			@Override
			public void onMessage(String part, boolean last) {
				session.read(part.getBytes(StandardCharsets.UTF_8), last);
			}

		});
	}

	@Override
	public void onClose(Session webSocket, CloseReason reason) {
		OpenSession session = this.session;
		if (session != null) {
			this.sessions.closed(session, reason.toString());
		}
	}

	@Override
	public void onError(Session webSocket, Throwable failure) {
		// a connection that breaks is everyday life; onClose follows
		logger.debug("The connection of {} broke", this.remote, failure);
	}

}
