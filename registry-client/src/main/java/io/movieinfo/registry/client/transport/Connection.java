package io.movieinfo.registry.client.transport;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletionStage;

import io.movieinfo.registry.protocol.ClientMessage;
import io.movieinfo.registry.protocol.MalformedMessageException;
import io.movieinfo.registry.protocol.MessageCodec;
import io.movieinfo.registry.protocol.Problem;
import io.movieinfo.registry.protocol.ServerMessage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One WebSocket, from the attempt to open it to its end. Everything happens on the client
 * thread but the socket's own callbacks, which only hand over. A WebSocket takes one
 * outstanding send, so messages wait here for their turn. The next message is read when
 * the last one has been worked off.
 */
final class Connection {

	private static final Logger logger = LoggerFactory.getLogger(Connection.class);

	/** Far above what a server sends in one message: its snapshots come in parts. */
	private static final int MAX_MESSAGE_BYTES = 16 * 1024 * 1024;

	/** Stands for an end without a farewell (RFC 6455, 7.1.5). */
	private static final int BROKEN_OFF = 1006;

	private static final Duration LONGEST_GOODBYE = Duration.ofMillis(500);

	private final URI server;

	private final ClientThread thread;

	private final Events events;

	private final Queue<ClientMessage> outbox = new ArrayDeque<>();

	/**
	 * The latest one of each watch, with and without requests under way, until the outbox
	 * is empty.
	 */
	private final Map<AckKind, ClientMessage.Ack> acks = new LinkedHashMap<>();

	private boolean acknowledging = true;

	private @Nullable WebSocket socket;

	private boolean sending;

	private boolean ended;

	Connection(URI server, ClientThread thread, Events events) {
		this.server = server;
		this.thread = thread;
		this.events = events;
	}

	void open(Connector connector, Duration timeout) {
		var unused = connector.open(this.server, timeout, new Inbox())
			.whenComplete((opened, failure) -> this.thread.execute(() -> {
				if (failure != null) {
					end(Failures.describe(failure));
				}
				else if (this.ended) {
					opened.abort();
				}
				else {
					this.socket = opened;
					this.events.opened(this);
				}
			}));
	}

	URI server() {
		return this.server;
	}

	void send(ClientMessage message) {
		this.outbox.add(message);
		sendNext();
	}

	/**
	 * Sends an acknowledgement when there is nothing else to send. One of the same watch
	 * and kind that still waits is dropped, so that they do not pile up.
	 */
	void acknowledge(ClientMessage.Ack ack) {
		if (this.acknowledging) {
			this.acks.put(new AckKind(ack.watch(), ack.underWay()), ack);
			sendNext();
		}
	}

	/**
	 * Says good-bye if possible, and ends without an event.
	 * @param done called when that is over
	 */
	void close(Runnable done) {
		this.ended = true;
		WebSocket open = this.socket;
		if (open == null) {
			done.run();
			return;
		}
		this.thread.schedule(LONGEST_GOODBYE, open::abort);
		var unused = open.sendClose(WebSocket.NORMAL_CLOSURE, "").whenComplete((closed, failure) -> {
			open.abort();
			done.run();
		});
	}

	/**
	 * Ends without an event.
	 */
	void abort() {
		this.ended = true;
		if (this.socket != null) {
			this.socket.abort();
		}
	}

	private void sendNext() {
		if (this.sending || this.ended || this.socket == null) {
			return;
		}
		ClientMessage message = next();
		if (message == null) {
			return;
		}
		this.sending = true;
		String text = new String(MessageCodec.encode(message), StandardCharsets.UTF_8);
		logger.trace("> {}", text);
		var unused = this.socket.sendText(text, true)
			.whenComplete((socket, failure) -> this.thread.execute(() -> sent(failure)));
	}

	private @Nullable ClientMessage next() {
		ClientMessage message = this.outbox.poll();
		if (message != null || this.acks.isEmpty()) {
			return message;
		}
		Iterator<ClientMessage.Ack> waiting = this.acks.values().iterator();
		ClientMessage.Ack ack = waiting.next();
		waiting.remove();
		return ack;
	}

	private void sent(@Nullable Throwable failure) {
		this.sending = false;
		if (failure != null) {
			end("sending failed: " + Failures.describe(failure));
		}
		else {
			sendNext();
		}
	}

	private void received(WebSocket from, ServerMessage message) {
		if (isRefusedAck(message)) {
			logger.debug("Registry {} is older and takes no acknowledgements", this.server);
			this.acknowledging = false;
			this.acks.clear();
		}
		else if (!this.ended) {
			this.events.received(this, message);
		}
		from.request(1);
	}

	private static boolean isRefusedAck(ServerMessage message) {
		// nothing else that is sent has no number
		return message instanceof ServerMessage.Refused refused && refused.re() == null
				&& refused.problem().code().equals(Problem.UNKNOWN_TYPE);
	}

	private void end(String reason) {
		if (!this.ended) {
			abort();
			this.events.ended(this, reason);
		}
	}

	private record AckKind(long watch, boolean underWay) {

	}

	/**
	 * What the connection tells, on the client thread.
	 */
	interface Events {

		void opened(Connection connection);

		void received(Connection connection, ServerMessage message);

		/**
		 * It is over, or never came about.
		 */
		void ended(Connection connection, String reason);

	}

	/**
	 * Puts messages together from their parts; text and binary frames mean the same.
	 * Called by one thread at a time.
	 */
	private final class Inbox implements WebSocket.Listener {

		private final ByteArrayOutputStream parts = new ByteArrayOutputStream();

		@Override
		public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
			// a surrogate pair is never split between parts: they are complete texts
			return onPart(from, StandardCharsets.UTF_8.encode(data.toString()), last);
		}

		@Override
		public @Nullable CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
			return onPart(from, data, last);
		}

		@Override
		public @Nullable CompletionStage<?> onClose(WebSocket from, int status, String reason) {
			tellEnd((status == BROKEN_OFF) ? "the connection broke off"
					: "closed by the server, status %d%s".formatted(status, reason.isEmpty() ? "" : ": " + reason));
			return null;
		}

		@Override
		public void onError(WebSocket from, Throwable error) {
			tellEnd(Failures.describe(error));
		}

		private @Nullable CompletionStage<?> onPart(WebSocket from, ByteBuffer data, boolean last) {
			byte[] bytes = new byte[data.remaining()];
			data.get(bytes);
			this.parts.writeBytes(bytes);
			if (this.parts.size() > MAX_MESSAGE_BYTES) {
				tellEnd("the server sent a message of more than %d bytes".formatted(MAX_MESSAGE_BYTES));
			}
			else if (last) {
				byte[] message = this.parts.toByteArray();
				this.parts.reset();
				onMessage(from, message);
			}
			else {
				from.request(1);
			}
			return null;
		}

		private void onMessage(WebSocket from, byte[] json) {
			if (logger.isTraceEnabled()) {
				logger.trace("< {}", new String(json, StandardCharsets.UTF_8));
			}
			try {
				ServerMessage message = MessageCodec.decodeServer(json);
				Connection.this.thread.execute(() -> Connection.this.received(from, message));
			}
			catch (MalformedMessageException ex) {
				if (Problem.UNKNOWN_TYPE.equals(ex.problem().code())) {
					logger.debug("Skipped a message of a newer server: {}", ex.getMessage());
					from.request(1);
				}
				else {
					// it may have been a change: only a new session brings it back
					tellEnd("the server sent what cannot be read: " + ex.getMessage());
				}
			}
		}

		private void tellEnd(String reason) {
			Connection.this.thread.execute(() -> end(reason));
		}

	}

}
