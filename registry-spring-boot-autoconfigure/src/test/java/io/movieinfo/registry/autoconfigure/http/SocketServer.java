package io.movieinfo.registry.autoconfigure.http;

import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;

import javax.net.ServerSocketFactory;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.ssl.SslBundle;

/**
 * A server whose answers are written byte by byte, so that they can be broken.
 */
final class SocketServer implements AutoCloseable {

	private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

	/** Bound, but not listening. */
	private static final List<Socket> RESERVED = new CopyOnWriteArrayList<>();

	private final ServerSocket socket;

	private static final String NEVER = "never";

	private static final String RESET = "reset";

	private final @Nullable String answer;

	/** Request lines with their bodies, as they were received. */
	final List<String> requests = new CopyOnWriteArrayList<>();

	private SocketServer(@Nullable String answer) {
		this(answer, ServerSocketFactory.getDefault());
	}

	private SocketServer(@Nullable String answer, ServerSocketFactory sockets) {
		this.answer = answer;
		try {
			this.socket = sockets.createServerSocket(0, 50, LOOPBACK);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		Thread thread = new Thread(this::serve, "socket-server");
		thread.setDaemon(true);
		thread.start();
	}

	/**
	 * Closes every connection when it has read the request.
	 */
	static SocketServer closingBeforeStatusLine() {
		return new SocketServer("");
	}

	/**
	 * Resets every connection when it has read the request.
	 */
	static SocketServer resetting() {
		return new SocketServer(RESET);
	}

	/**
	 * Reads requests, and leaves it at that until the client has had enough.
	 */
	static SocketServer neverAnswering() {
		return new SocketServer(NEVER);
	}

	/**
	 * Answers at once, and in plain text, whatever a client sends.
	 */
	static SocketServer speakingNoTls() {
		return new SocketServer(null);
	}

	/**
	 * Closes every connection in the middle of the body.
	 */
	static SocketServer closingInBody() {
		return new SocketServer("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n64\r\nhalf");
	}

	static SocketServer answering(int status, String body) {
		return new SocketServer(answer(status, body));
	}

	/**
	 * Answers that what is wanted is at another port of this host.
	 */
	static SocketServer redirecting(int port) {
		return new SocketServer(
				answer(307, "").replace("\r\n\r\n", "\r\nLocation: http://127.0.0.1:%d/b\r\n\r\n".formatted(port)));
	}

	/**
	 * The same over TLS.
	 */
	static SocketServer answering(int status, String body, SslBundle keys) {
		return new SocketServer(answer(status, body), keys.createSslContext().getServerSocketFactory());
	}

	private static String answer(int status, String body) {
		return "HTTP/1.1 %d Fine\r\nContent-Type: text/plain\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s"
			.formatted(status, body.length(), body);
	}

	/**
	 * Returns a port that nobody listens on, nor ever will as long as this process lives.
	 */
	static int refusedPort() {
		try {
			Socket reserved = new Socket();
			reserved.bind(new InetSocketAddress(LOOPBACK, 0));
			RESERVED.add(reserved);
			return reserved.getLocalPort();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	int port() {
		return this.socket.getLocalPort();
	}

	@Override
	public void close() {
		try {
			this.socket.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private void serve() {
		while (!this.socket.isClosed()) {
			try (Socket connection = this.socket.accept()) {
				if (this.answer == null) {
					connection.getOutputStream().write("no TLS here\r\n".getBytes(StandardCharsets.US_ASCII));
					// to the end: closing with something unread would reset the
					// connection
					connection.getInputStream().transferTo(OutputStream.nullOutputStream());
					continue;
				}
				this.requests.add(readRequest(connection));
				if (this.answer.equals(NEVER)) {
					connection.getInputStream().transferTo(OutputStream.nullOutputStream());
					continue;
				}
				if (this.answer.equals(RESET)) {
					connection.setSoLinger(true, 0);
					continue;
				}
				connection.getOutputStream().write(this.answer.getBytes(StandardCharsets.US_ASCII));
				connection.getOutputStream().flush();
			}
			catch (IOException ex) {
				// closed, or the client has had enough
			}
		}
	}

	private static String readRequest(Socket connection) throws IOException {
		BufferedReader reader = new BufferedReader(
				new InputStreamReader(connection.getInputStream(), StandardCharsets.ISO_8859_1));
		StringBuilder request = new StringBuilder(String.valueOf(reader.readLine()));
		int length = 0;
		boolean chunked = false;
		for (String line = reader.readLine(); line != null && !line.isEmpty(); line = reader.readLine()) {
			String header = line.toLowerCase(Locale.ROOT);
			if (header.startsWith("content-length:")) {
				length = Integer.parseInt(header.substring(15).trim());
			}
			chunked |= header.startsWith("transfer-encoding:");
			if (header.startsWith("host:") || header.startsWith("x-")) {
				request.append('\n').append(header);
			}
		}
		if (chunked) {
			request.append('\n');
			for (int size = chunk(reader); size > 0; size = chunk(reader)) {
				request.append(read(reader, size));
				reader.readLine();
			}
			reader.readLine();
		}
		if (length > 0) {
			request.append('\n').append(read(reader, length));
		}
		return request.toString();
	}

	private static int chunk(BufferedReader reader) throws IOException {
		String size = reader.readLine();
		if (size == null) {
			throw new EOFException("in the middle of the body");
		}
		return Integer.parseInt(size, 16);
	}

	private static char[] read(BufferedReader reader, int length) throws IOException {
		char[] body = new char[length];
		for (int read = 0; read < length;) {
			int more = reader.read(body, read, length - read);
			if (more < 0) {
				throw new EOFException("in the middle of the body");
			}
			read += more;
		}
		return body;
	}

}
