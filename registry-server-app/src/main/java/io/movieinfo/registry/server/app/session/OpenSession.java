package io.movieinfo.registry.server.app.session;

import java.util.concurrent.atomic.AtomicBoolean;

import io.movieinfo.registry.protocol.MessageCodec;
import io.movieinfo.registry.protocol.ServerMessage;
import io.movieinfo.registry.server.Registry;
import jakarta.websocket.CloseReason.CloseCode;
import jakarta.websocket.CloseReason.CloseCodes;

/**
 * An open session with its connection, from the handshake to the end.
 */
final class OpenSession {

	private final long number;

	private final Sessions sessions;

	private final Connection connection;

	private final Outbox outbox;

	private final ClientSession session;

	private final FrameReader reader;

	private final AtomicBoolean ending = new AtomicBoolean();

	/**
	 * Begins a session.
	 * @param number tells it apart from others
	 */
	OpenSession(long number, Sessions sessions, Registry registry, Connection connection) {
		this.number = number;
		this.sessions = sessions;
		this.connection = connection;
		this.outbox = new Outbox(connection, sessions.ticker(), this::fail);
		this.session = new ClientSession(registry, sessions.ticker(), this.outbox, connection.remote(), this::fail);
		this.reader = new FrameReader(this.session);
	}

	long number() {
		return this.number;
	}

	/**
	 * Whether its client has said who it is.
	 */
	boolean isGreeted() {
		return this.session.isGreeted();
	}

	/**
	 * Takes the next part of a message.
	 */
	void read(byte[] part, boolean last) {
		if (!this.reader.read(part, last)) {
			end(CloseCodes.TOO_BIG, "a frame is longer than %d bytes".formatted(FrameReader.HOPELESS_BYTES));
		}
	}

	/**
	 * Ends the session if its client is silent or does not read.
	 */
	void check(long mostSilence, long mostStalled) {
		if (this.session.silence() > mostSilence) {
			fail("nothing was heard for %.1f s".formatted(this.session.silence() / 1e9));
		}
		else if (this.outbox.stalled() > mostStalled) {
			fail("the client does not read: a message has been on its way for %.1f s"
				.formatted(this.outbox.stalled() / 1e9));
		}
	}

	void forgive(long nanos) {
		this.session.forgive(nanos);
		this.outbox.forgive(nanos);
	}

	/**
	 * Tells the client to go elsewhere. That is the last answer that it gets: what comes
	 * of its drains while the watchers' sessions are closed too would mean nothing.
	 * @param done is run once it was told, or never will be, on any thread
	 */
	void goAway(String reason, Runnable done) {
		this.outbox.finish(MessageCodec.encode(new ServerMessage.GoAway(reason)), done);
	}

	/**
	 * Closes the connection on the calling thread.
	 */
	void close(CloseCode code, String reason) {
		if (this.ending.compareAndSet(false, true)) {
			this.connection.close(code, reason);
		}
	}

	/**
	 * Lets go of all that the session holds, once its connection is closed.
	 */
	void release() {
		this.ending.set(true);
		this.session.close();
	}

	@Override
	public String toString() {
		return this.session + " from " + this.connection.remote();
	}

	private void fail(String reason) {
		end(CloseCodes.VIOLATED_POLICY, reason);
	}

	private void end(CloseCode code, String reason) {
		if (this.ending.compareAndSet(false, true)) {
			this.sessions.end(this, () -> this.connection.close(code, reason), reason);
		}
	}

}
