package io.movieinfo.registry.client;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * As much of a WebSocket server (RFC 6455) as a session needs, on a loopback port.
 */
final class FakeSocketServer implements AutoCloseable {

	private static final String KEY_SALT = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

	private static final int TEXT = 1;

	private static final int BINARY = 2;

	private static final int CLOSE = 8;

	private final ServerSocket socket;

	private final Events events;

	private final Thread acceptor;

	/** All whose connection was accepted. */
	private final List<Peer> accepted = new CopyOnWriteArrayList<>();

	/** Those of them that may send messages. */
	private final List<Peer> peers = new CopyOnWriteArrayList<>();

	/** What it answers instead of switching protocols, if not 101. */
	volatile int status = 101;

	/** How many bytes of a message go into one frame. */
	volatile int frameBytes = Integer.MAX_VALUE;

	/** Whether messages are sent as text rather than binary. */
	volatile boolean text;

	/**
	 * Creates a server that lets whoever connects wait until it is started.
	 */
	FakeSocketServer(int port, Events events) throws IOException {
		this.socket = new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
		this.events = events;
		this.acceptor = daemon(this::accept);
	}

	void start() {
		this.acceptor.start();
	}

	int port() {
		return this.socket.getLocalPort();
	}

	URI url() {
		return URI.create("http://127.0.0.1:" + port());
	}

	List<Peer> peers() {
		return this.peers;
	}

	/**
	 * Breaks all connections off, as a killed process does.
	 */
	void dropAll() {
		this.accepted.forEach(Peer::drop);
	}

	/**
	 * Breaks all connections off; nothing is received after that.
	 */
	@Override
	public void close() throws IOException {
		this.socket.close();
		// the port is free only when nobody waits on it, and all are known only then
		join(this.acceptor);
		List<Peer> last = List.copyOf(this.accepted);
		dropAll();
		last.forEach((peer) -> join(peer.thread));
	}

	private void accept() {
		while (!this.socket.isClosed()) {
			try {
				Peer peer = new Peer(this.socket.accept());
				this.accepted.add(peer);
				peer.thread.start();
			}
			catch (IOException ex) {
				return;
			}
		}
	}

	private static Thread daemon(Runnable task) {
		Thread thread = new Thread(task, "fake-registry");
		thread.setDaemon(true);
		return thread;
	}

	private static void join(Thread thread) {
		try {
			thread.join();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	interface Events {

		void received(Peer peer, byte[] message);

		void closed(Peer peer);

	}

	final class Peer {

		private final Socket connection;

		private final Thread thread;

		private Peer(Socket connection) {
			this.connection = connection;
			this.thread = daemon(this::run);
		}

		void send(byte[] message) {
			int from = 0;
			do {
				int length = Math.min(FakeSocketServer.this.frameBytes, message.length - from);
				boolean last = from + length == message.length;
				int kind = (from > 0) ? 0 : FakeSocketServer.this.text ? TEXT : BINARY;
				sendFrame(kind | (last ? 0x80 : 0), message, from, length);
				from += length;
			}
			while (from < message.length);
		}

		void sendClose(int code) {
			sendFrame(CLOSE | 0x80, new byte[] { (byte) (code >> 8), (byte) code }, 0, 2);
		}

		void drop() {
			try {
				this.connection.setSoLinger(true, 0);
				this.connection.close();
			}
			catch (IOException ex) {
				// gone already
			}
		}

		private void run() {
			try (DataInputStream in = new DataInputStream(new BufferedInputStream(this.connection.getInputStream()))) {
				this.connection.setTcpNoDelay(true);
				if (switchProtocols(readHead(in))) {
					FakeSocketServer.this.peers.add(this);
					while (readFrame(in)) {
						// the next one
					}
				}
			}
			catch (IOException ex) {
				// the other side is gone
			}
			finally {
				drop();
				FakeSocketServer.this.peers.remove(this);
				FakeSocketServer.this.events.closed(this);
				FakeSocketServer.this.accepted.remove(this);
			}
		}

		private Map<String, String> readHead(DataInputStream in) throws IOException {
			Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
			StringBuilder line = new StringBuilder();
			while (true) {
				int read = in.read();
				if (read < 0) {
					throw new IOException("no complete request");
				}
				if (read != '\n') {
					line.append((char) read);
					continue;
				}
				String header = line.toString().trim();
				line.setLength(0);
				if (header.isEmpty()) {
					return headers;
				}
				int colon = header.indexOf(':');
				headers.put((colon > 0) ? header.substring(0, colon) : "request",
						header.substring((colon > 0) ? colon + 1 : 0).trim());
			}
		}

		private boolean switchProtocols(Map<String, String> headers) throws IOException {
			boolean accepted = FakeSocketServer.this.status == 101;
			String head = accepted ? "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
					+ "Sec-WebSocket-Protocol: " + headers.get("Sec-WebSocket-Protocol") + "\r\nSec-WebSocket-Accept: "
					+ accept(headers.getOrDefault("Sec-WebSocket-Key", "")) + "\r\n\r\n"
					: "HTTP/1.1 %d No\r\nContent-Length: 0\r\n\r\n".formatted(FakeSocketServer.this.status);
			OutputStream out = this.connection.getOutputStream();
			out.write(head.getBytes(StandardCharsets.US_ASCII));
			out.flush();
			return accepted;
		}

		private boolean readFrame(DataInputStream in) throws IOException {
			int kind = in.readUnsignedByte() & 0x0f;
			int second = in.readUnsignedByte();
			long length = second & 0x7f;
			length = (length == 126) ? in.readUnsignedShort() : (length == 127) ? in.readLong() : length;
			byte[] mask = new byte[4];
			in.readFully(mask);
			byte[] payload = new byte[(int) length];
			in.readFully(payload);
			for (int i = 0; i < payload.length; i++) {
				payload[i] ^= mask[i % 4];
			}
			if (kind == CLOSE) {
				sendFrame(CLOSE | 0x80, payload, 0, Math.min(2, payload.length));
				return false;
			}
			if (kind == TEXT || kind == BINARY) {
				FakeSocketServer.this.events.received(this, payload);
			}
			return true;
		}

		private synchronized void sendFrame(int head, byte[] payload, int from, int length) {
			try {
				OutputStream out = this.connection.getOutputStream();
				byte[] frame = new byte[length + 10];
				int at = 0;
				frame[at++] = (byte) head;
				if (length < 126) {
					frame[at++] = (byte) length;
				}
				else if (length < 65536) {
					frame[at++] = 126;
					frame[at++] = (byte) (length >> 8);
					frame[at++] = (byte) length;
				}
				else {
					frame[at++] = 127;
					for (int shift = 56; shift >= 0; shift -= 8) {
						frame[at++] = (byte) ((long) length >> shift);
					}
				}
				System.arraycopy(payload, from, frame, at, length);
				out.write(frame, 0, at + length);
				out.flush();
			}
			catch (IOException ex) {
				// the reader notices
			}
		}

		private static String accept(String key) {
			try {
				return Base64.getEncoder()
					.encodeToString(MessageDigest.getInstance("SHA-1")
						.digest((key + KEY_SALT).getBytes(StandardCharsets.US_ASCII)));
			}
			catch (NoSuchAlgorithmException ex) {
				throw new IllegalStateException(ex);
			}
		}

	}

}
