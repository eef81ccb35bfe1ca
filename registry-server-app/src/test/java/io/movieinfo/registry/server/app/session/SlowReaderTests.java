package io.movieinfo.registry.server.app.session;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

import io.movieinfo.registry.server.app.RawHttp;
import io.movieinfo.registry.server.app.RunningServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A client that does not read.
 */
class SlowReaderTests {

	private RunningServer server;

	@BeforeEach
	void start() {
		this.server = RunningServer.start();
	}

	@AfterEach
	void stop() {
		this.server.close();
	}

	@Test
	void watcherThatDoesNotReadBlocksNobody() throws Exception {
		try (Socket slow = handshake(); RawClient client = RawClient.greeted(this.server)) {
			write(slow, RawClient.HELLO);
			write(slow, SessionTests.watch(2, "busy"));
			client.send(SessionTests.watch(2, "busy")).expect("snapshot");
			String meta = "m".repeat(1000);
			String last = "";
			// far more than the sockets' buffers hold
			for (int i = 0; i < 3000; i++) {
				last = client
					.send("""
							{"type":"register","seq":%d,"start_id":"s","instance":{"name":"busy","id":"b-%d",\
							"address":"127.0.0.1","port":80,"meta":{"a":"%s","b":"%s","n":"%d"}}}""".formatted(3 + i,
							i % 10, meta, meta, i))
					.expectAmongDeltas("registered")
					.get("cursor")
					.asString();
			}
			JsonNode delta = client.lastDelta();
			while (!delta.get("cursor").asString().equals(last)) {
				delta = client.expect("delta");
			}
		}
	}

	@Test
	void clientThatDoesNotReadItsAnswersIsClosed() throws Exception {
		try (Socket slow = handshake(); RawClient client = RawClient.greeted(this.server)) {
			write(slow, RawClient.HELLO);
			byte[] heartbeat = frame("{\"type\":\"" + "x".repeat(120) + "\",\"seq\":2}");
			await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ZERO).until(() -> isCutOff(slow, heartbeat));
			client.send(SessionTests.heartbeat(2)).expect("alive");
		}
	}

	private static boolean isCutOff(Socket socket, byte[] frame) {
		try {
			for (int i = 0; i < 1000; i++) {
				socket.getOutputStream().write(frame);
			}
			return false;
		}
		catch (IOException ex) {
			return true;
		}
	}

	private Socket handshake() throws IOException {
		Socket socket = new Socket();
		socket.setReceiveBufferSize(4096);
		socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), this.server.port()));
		socket.getOutputStream()
			.write(RawHttp.handshake("localhost", "registry.v1", "").getBytes(StandardCharsets.US_ASCII));
		InputStream in = socket.getInputStream();
		StringBuilder head = new StringBuilder();
		while (head.indexOf("\r\n\r\n") < 0) {
			head.append((char) in.read());
		}
		assertThat(head.toString()).startsWith("HTTP/1.1 101");
		return socket;
	}

	private static void write(Socket socket, String message) throws IOException {
		OutputStream out = socket.getOutputStream();
		out.write(frame(message));
		out.flush();
	}

	/**
	 * A text frame, masked with zeros.
	 */
	private static byte[] frame(String message) {
		byte[] payload = message.getBytes(StandardCharsets.UTF_8);
		ByteBuffer frame = ByteBuffer.allocate(payload.length + 8).put((byte) 0x81);
		if (payload.length < 126) {
			frame.put((byte) (0x80 | payload.length));
		}
		else {
			frame.put((byte) 0xfe).putShort((short) payload.length);
		}
		frame.putInt(0).put(payload).flip();
		byte[] bytes = new byte[frame.remaining()];
		frame.get(bytes);
		return bytes;
	}

}
