package io.movieinfo.registry.server.app.session;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCode;
import jakarta.websocket.Session;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connection of a container's WebSocket.
 */
final class WebSocketConnection implements Connection {

	private static final Logger logger = LoggerFactory.getLogger(WebSocketConnection.class);

	private final Session webSocket;

	private final String remote;

	WebSocketConnection(Session webSocket, String remote) {
		this.webSocket = webSocket;
		this.remote = remote;
	}

	@Override
	public void send(ByteBuffer message, Consumer<@Nullable Throwable> sent) {
		try {
			this.webSocket.getAsyncRemote()
				.sendBinary(message, (result) -> sent.accept(result.isOK() ? null : result.getException()));
		}
		catch (RuntimeException ex) {
			// the container's way to say that the WebSocket is closed already
			sent.accept(ex);
		}
	}

	@Override
	public void close(CloseCode code, String reason) {
		try {
			this.webSocket.close(new CloseReason(code, reason));
		}
		catch (IOException | RuntimeException ex) {
			logger.debug("The connection of {} was gone before it could be closed", this.remote, ex);
		}
	}

	@Override
	public String remote() {
		return this.remote;
	}

}
