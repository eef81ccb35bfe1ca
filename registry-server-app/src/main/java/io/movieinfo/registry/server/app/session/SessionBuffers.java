package io.movieinfo.registry.server.app.session;

import java.util.Map;

import org.springframework.boot.tomcat.ConfigurableTomcatWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.core.Ordered;
import org.springframework.stereotype.Component;

/**
 * Keeps the container's memory of an idle session small: Tomcat gives each WebSocket
 * three buffers of one size, one for text, one for binary messages, and each connection
 * two more. Nearly all messages of a client fit into one small buffer; longer ones come
 * in parts, and what is sent is not copied at all.
 */
@Component
final class SessionBuffers implements WebServerFactoryCustomizer<ConfigurableTomcatWebServerFactory>, Ordered {

	static final int BYTES = 1024;

	/**
	 * For how many milliseconds Tomcat waits where it has to: for a close frame's answer,
	 * and before an answer to a ping that a stuck message holds up.
	 */
	static final Map<String, Object> TIMEOUTS = Map.of("org.apache.tomcat.websocket.SESSION_CLOSE_TIMEOUT", 5_000L,
			"org.apache.tomcat.websocket.BLOCKING_SEND_TIMEOUT", 1_000L);

	private static final String WEB_SOCKET_BUFFERS = "org.apache.tomcat.websocket.DEFAULT_BUFFER_SIZE";

	SessionBuffers() {
		// read once, when Tomcat makes its WebSocket container
		if (System.getProperty(WEB_SOCKET_BUFFERS) == null) {
			System.setProperty(WEB_SOCKET_BUFFERS, String.valueOf(2 * BYTES));
		}
	}

	@Override
	public int getOrder() {
		return Ordered.HIGHEST_PRECEDENCE;
	}

	@Override
	public void customize(ConfigurableTomcatWebServerFactory factory) {
		factory.addConnectorCustomizers((connector) -> {
			connector.setProperty("socket.appReadBufSize", String.valueOf(BYTES));
			connector.setProperty("socket.appWriteBufSize", String.valueOf(BYTES));
		});
	}

}
