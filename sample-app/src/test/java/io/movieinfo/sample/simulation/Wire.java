package io.movieinfo.sample.simulation;

import java.io.IOException;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.function.Consumer;

import io.movieinfo.registry.protocol.ClientMessage;
import io.movieinfo.registry.protocol.MessageCodec;
import io.movieinfo.registry.protocol.ServerMessage;
import io.movieinfo.registry.server.VirtualTime;
import io.movieinfo.registry.server.app.session.SimulatedSessions;
import org.jspecify.annotations.Nullable;

/**
 * One connection between a client and a server process, and what the judge knows of it.
 * Each end learns of the other's end only through what crosses the wire.
 */
final class Wire implements SimulatedSessions.Peer {

	private final VirtualTime time;

	private final SplittableRandom random;

	private final Judge judge;

	private final ClientHost client;

	private final ServerNode.Run server;

	private final WireRecord record;

	private final Pipe toServer;

	private final Pipe toClient;

	private final ClientSocket socket;

	private SimulatedSessions.@Nullable End session;

	private @Nullable Consumer<@Nullable Throwable> sending;

	private long sendingSince;

	private boolean clientEnded;

	private boolean serverEnded;

	private boolean serverClosed;

	Wire(VirtualTime time, SplittableRandom random, Judge judge, ClientHost client, ServerNode.Run server,
			WebSocket.Listener listener) {
		this.time = time;
		this.random = random;
		this.judge = judge;
		this.client = client;
		this.server = server;
		this.record = new WireRecord(client, server);
		int capacity = random.nextInt(4) == 0 ? 300 : 20_000;
		Path path = client.path();
		this.socket = new ClientSocket(this, judge, client.process(), random.split(), listener);
		this.toServer = new Pipe(time, path::delay, path::isOpenToServer, server.process(), this::deliverToServer,
				capacity);
		this.toClient = new Pipe(time, path::delay, path::isOpenToClient, client.process(), this.socket::deliver,
				capacity);
		path.add(this.toServer);
		path.add(this.toClient);
	}

	/**
	 * The server accepts the connection.
	 */
	void accept() {
		this.session = this.server.sessions().open(this);
		this.judge.opened(this.record);
	}

	ClientSocket socket() {
		return this.socket;
	}

	ServerNode.Run server() {
		return this.server;
	}

	WireRecord record() {
		return this.record;
	}

	Pipe toServer() {
		return this.toServer;
	}

	Pipe toClient() {
		return this.toClient;
	}

	boolean isClientEnded() {
		return this.clientEnded;
	}

	/**
	 * The client has closed its end, or its process has died.
	 */
	void clientEnds(int status) {
		if (!this.clientEnded) {
			this.clientEnded = true;
			if (status == Frame.BROKEN_OFF && this.random.nextBoolean()) {
				this.toServer.lose();
			}
			this.toServer.send(Frame.end(status), () -> {
			});
			forgetIfOver();
		}
	}

	/**
	 * The server's process has died: its kernel closes the connection.
	 */
	void serverDies() {
		this.serverEnded = true;
		this.serverClosed = true;
		this.judge.closed(this.record);
		if (this.random.nextBoolean()) {
			this.toClient.lose();
		}
		this.toClient.send(Frame.end(Frame.BROKEN_OFF), () -> {
		});
		forgetIfOver();
	}

	/**
	 * Cuts the connection off.
	 * @param client whether the client notices
	 * @param serverAfter when the server notices; {@code null} for never
	 */
	void cut(boolean client, @Nullable Duration serverAfter) {
		this.toServer.die();
		this.toClient.die();
		if (client) {
			this.client.process().io(0, () -> {
				if (!this.clientEnded) {
					this.clientEnded = true;
					this.socket.broken();
				}
			});
		}
		if (serverAfter != null) {
			this.server.process().io(serverAfter.toNanos(), () -> endOfServer("cut off"));
		}
	}

	@Override
	public void send(ByteBuffer message, Consumer<@Nullable Throwable> sent) {
		if (this.sending != null) {
			throw this.judge.violation("the server sends a message while one is on its way");
		}
		if (this.serverEnded) {
			sent.accept(new IOException("closed"));
			return;
		}
		byte[] bytes = new byte[message.remaining()];
		message.get(bytes);
		ServerMessage decoded = MessageCodec.decodeServer(bytes);
		this.judge.serverSends(this.record, decoded);
		this.sending = sent;
		this.sendingSince = this.time.getAsLong();
		boolean inline = this.random.nextBoolean();
		this.toClient.send(Frame.message(bytes, decoded), () -> {
			if (inline) {
				tellSender(null);
			}
			else {
				this.server.process().io(0, () -> tellSender(null));
			}
		});
	}

	@Override
	public void close(int code, String reason) {
		if (!this.serverEnded) {
			this.serverEnded = true;
			this.toClient.send(Frame.end(code), () -> {
			});
			// a container may wait for the other end's farewell
			long late = this.random.nextInt(3) == 0 ? this.random.nextLong(5_000_000_000L) : 0;
			this.server.process().io(late, () -> endOfServer("closed: " + reason));
		}
	}

	@Override
	public String remote() {
		return this.client.process().toString();
	}

	private boolean deliverToServer(Frame frame) {
		SimulatedSessions.End session = this.session;
		if (session == null) {
			return false;
		}
		if (frame.message() instanceof ClientMessage message) {
			if (!this.serverEnded) {
				this.judge.serverReads(this.record, message);
				session.read(frame.bytes());
			}
		}
		else {
			endOfServer("the client closed with " + frame.status());
		}
		return true;
	}

	/**
	 * The server's container is done with the connection.
	 */
	void endOfServer(String reason) {
		this.serverEnded = true;
		if (!this.serverClosed && this.session != null) {
			this.serverClosed = true;
			this.judge.closed(this.record);
			tellSender(new IOException("closed"));
			this.session.closed(reason);
			this.toClient.send(Frame.end(Frame.BROKEN_OFF), () -> {
			});
			forgetIfOver();
		}
	}

	private void tellSender(@Nullable Throwable failure) {
		Consumer<@Nullable Throwable> waiting = this.sending;
		this.sending = null;
		if (waiting != null) {
			if (this.time.getAsLong() > this.sendingSince) {
				this.record.heldUp(this.time.getAsLong());
			}
			waiting.accept(failure);
		}
	}

	private void forgetIfOver() {
		if (this.serverClosed) {
			this.server.wires().remove(this);
		}
		if (this.clientEnded) {
			this.client.wires().remove(this);
		}
		if (this.serverClosed && this.clientEnded) {
			this.client.path().remove(this.toServer);
			this.client.path().remove(this.toClient);
		}
	}

}
