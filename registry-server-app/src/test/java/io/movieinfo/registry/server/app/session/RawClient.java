package io.movieinfo.registry.server.app.session;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.movieinfo.registry.server.app.RunningServer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/**
 * A client that knows nothing but WebSocket and JSON.
 */
public final class RawClient implements WebSocket.Listener, AutoCloseable {

	static final String HELLO = """
			{"type":"hello","seq":1,"version":1,"application":"test","process":"p-1","namespace":"default"}""";

	private static final ObjectMapper JSON = new ObjectMapper();

	private final BlockingQueue<JsonNode> received = new LinkedBlockingQueue<>();

	private final CompletableFuture<String> closed = new CompletableFuture<>();

	private final ByteArrayOutputStream parts = new ByteArrayOutputStream();

	private @Nullable WebSocket webSocket;

	private @Nullable JsonNode lastDelta;

	private RawClient() {
	}

	public static RawClient connect(RunningServer server) {
		return connect(server.port());
	}

	public static RawClient connect(int port) {
		RawClient client = new RawClient();
		client.webSocket = RunningServer.HTTP.newWebSocketBuilder()
			.subprotocols("registry.v1")
			.buildAsync(URI.create("ws://localhost:%d/v1/session".formatted(port)), client)
			.join();
		return client;
	}

	/**
	 * Connects and says hello.
	 */
	public static RawClient greeted(RunningServer server) {
		RawClient client = connect(server);
		client.send(HELLO);
		client.expect("welcome");
		return client;
	}

	public RawClient send(String message) {
		socket().sendText(message, true).join();
		return this;
	}

	RawClient sendPart(String part, boolean last) {
		socket().sendText(part, last).join();
		return this;
	}

	RawClient sendBinary(byte[] message) {
		socket().sendBinary(ByteBuffer.wrap(message), true).join();
		return this;
	}

	public JsonNode next() {
		try {
			JsonNode next = this.received.poll(30, TimeUnit.SECONDS);
			if (next == null) {
				throw new AssertionError("The server says nothing");
			}
			return next;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new AssertionError(ex);
		}
	}

	public JsonNode expect(String type) {
		JsonNode next = next();
		if (!next.path("type").asString().equals(type)) {
			throw new AssertionError("Expected " + type + " but got " + next);
		}
		return next;
	}

	/**
	 * Waits for a message while deltas come in between.
	 */
	JsonNode expectAmongDeltas(String type) {
		JsonNode next = next();
		while (next.path("type").asString().equals("delta")) {
			this.lastDelta = next;
			next = next();
		}
		if (!next.path("type").asString().equals(type)) {
			throw new AssertionError("Expected " + type + " but got " + next);
		}
		return next;
	}

	/**
	 * The last delta that came in between.
	 */
	JsonNode lastDelta() {
		return (this.lastDelta != null) ? this.lastDelta : expect("delta");
	}

	public boolean hasMore() {
		return !this.received.isEmpty();
	}

	/**
	 * The code and reason that the connection was closed with, by whichever side.
	 */
	CompletableFuture<String> closed() {
		return this.closed;
	}

	/**
	 * Goes without a word, as if its process had been killed.
	 */
	public void abort() {
		socket().abort();
	}

	@Override
	public void close() {
		socket().abort();
	}

	@Override
	public @Nullable CompletionStage<?> onBinary(WebSocket webSocket, ByteBuffer data, boolean last) {
		byte[] bytes = new byte[data.remaining()];
		data.get(bytes);
		this.parts.writeBytes(bytes);
		if (last) {
			this.received.add(JSON.readTree(this.parts.toString(StandardCharsets.UTF_8)));
			this.parts.reset();
		}
		webSocket.request(1);
		return null;
	}

	@Override
	public @Nullable CompletionStage<?> onClose(WebSocket webSocket, int code, String reason) {
		this.closed.complete(code + " " + reason);
		return null;
	}

	@Override
	public void onError(WebSocket webSocket, Throwable failure) {
		this.closed.completeExceptionally(failure);
	}

	private WebSocket socket() {
		if (this.webSocket == null) {
			throw new IllegalStateException("Not connected");
		}
		return this.webSocket;
	}

}
