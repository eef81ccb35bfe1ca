package io.movieinfo.registry.server.app;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * Sends requests that an HTTP client refuses to send.
 */
public final class RawHttp {

	private RawHttp() {
	}

	/**
	 * Returns a session's handshake.
	 * @param headers more header lines, each with its end
	 */
	public static String handshake(String host, String subprotocol, String headers) {
		return """
				GET /v1/session HTTP/1.1\r
				Host: %s\r
				Upgrade: websocket\r
				Connection: Upgrade\r
				Sec-WebSocket-Version: 13\r
				Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r
				Sec-WebSocket-Protocol: %s\r
				%s\r
				""".formatted(host, subprotocol, headers);
	}

	/**
	 * Returns the status line and the beginning of what follows it, as far as it comes in
	 * one go.
	 */
	public static String send(int port, String request) throws IOException {
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
			socket.setSoTimeout(10_000);
			socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
			byte[] answer = new byte[16 * 1024];
			int length = 0;
			int read = socket.getInputStream().read(answer);
			String text = "";
			while (read > 0) {
				length += read;
				text = new String(answer, 0, length, StandardCharsets.US_ASCII);
				read = text.contains("\r\n\r\n") && (text.startsWith("HTTP/1.1 101") || text.endsWith("}")) ? -1
						: socket.getInputStream().read(answer, length, answer.length - length);
			}
			return text;
		}
	}

}
