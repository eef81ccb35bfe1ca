package io.movieinfo.registry.server.app.session;

import java.nio.ByteBuffer;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

import io.movieinfo.registry.server.Registry;
import jakarta.websocket.CloseReason.CloseCode;
import org.jspecify.annotations.Nullable;

/**
 * The real sessions of a server, over connections that somebody else makes.
 */
public final class SimulatedSessions {

	private final Sessions sessions;

	public SimulatedSessions(Registry registry, LongSupplier ticker, Supplier<ScheduledExecutorService> threads) {
		this.sessions = new Sessions(registry, ticker, threads);
	}

	public void start() {
		this.sessions.start();
	}

	/**
	 * The first half of a stop.
	 * @return counts the clients that have not been told yet
	 */
	public CountDownLatch sendAway() {
		return this.sessions.sendAway();
	}

	/**
	 * The second half of a stop.
	 */
	public void closeAll() {
		this.sessions.closeAll(Long.MAX_VALUE);
	}

	public int count() {
		return this.sessions.count();
	}

	/**
	 * Begins a session.
	 */
	public End open(Peer peer) {
		return new End(this.sessions.open(new PeerConnection(peer)));
	}

	/**
	 * The client's side of a connection, as a server sees it.
	 */
	public interface Peer {

		/**
		 * Sends a message.
		 * @param sent is told {@code null} once it is out, or why it never will be
		 */
		void send(ByteBuffer message, Consumer<@Nullable Throwable> sent);

		void close(int code, String reason);

		String remote();

	}

	/**
	 * The server's side of a connection.
	 */
	public final class End {

		private final OpenSession session;

		private End(OpenSession session) {
			this.session = session;
		}

		/**
		 * A message has come in.
		 */
		public void read(byte[] message) {
			this.session.read(message, true);
		}

		/**
		 * The connection is over.
		 */
		public void closed(String reason) {
			SimulatedSessions.this.sessions.closed(this.session, reason);
		}

	}

	private record PeerConnection(Peer peer) implements Connection {

		@Override
		public void send(ByteBuffer message, Consumer<@Nullable Throwable> sent) {
			this.peer.send(message, sent);
		}

		@Override
		public void close(CloseCode code, String reason) {
			this.peer.close(code.getCode(), reason);
		}

		@Override
		public String remote() {
			return this.peer.remote();
		}

	}

}
