package io.movieinfo.sample.simulation;

import java.io.IOException;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;

import io.movieinfo.registry.protocol.ClientMessage;
import io.movieinfo.registry.protocol.MessageCodec;
import io.movieinfo.registry.protocol.ServerMessage;
import org.jspecify.annotations.Nullable;

/**
 * The client's end of a wire, as strict as the JDK's: one send at a time, and nothing is
 * handed over that was not asked for.
 */
final class ClientSocket implements WebSocket {

	private final Wire wire;

	private final Judge judge;

	private final SimulatedProcess process;

	private final SplittableRandom random;

	private final Listener listener;

	private long demand;

	private boolean sending;

	private @Nullable CompletableFuture<WebSocket> sent;

	private boolean opened;

	private boolean outputClosed;

	private boolean aborted;

	/** How much of the message at the head was handed over already. */
	private int offset;

	ClientSocket(Wire wire, Judge judge, SimulatedProcess process, SplittableRandom random, Listener listener) {
		this.wire = wire;
		this.judge = judge;
		this.process = process;
		this.random = random;
		this.listener = listener;
	}

	void open() {
		this.opened = true;
		this.listener.onOpen(this);
	}

	/**
	 * Hands over what has arrived.
	 * @return whether it was taken wholly
	 */
	boolean deliver(Frame frame) {
		if (this.wire.isClientEnded()) {
			return true;
		}
		if (frame.message() == null) {
			return deliverEnd(frame.status());
		}
		if (this.demand == 0) {
			return false;
		}
		this.demand--;
		byte[] bytes = frame.bytes();
		if (this.offset == 0 && bytes.length > 1 && this.random.nextInt(10) == 0) {
			this.offset = 1 + this.random.nextInt(bytes.length - 1);
			this.listener.onBinary(this, ByteBuffer.wrap(bytes, 0, this.offset), false);
			// the rest once it is asked for
			if (this.demand == 0) {
				return false;
			}
			this.demand--;
		}
		int from = this.offset;
		this.offset = 0;
		this.judge.clientGets(this.wire.record(), (ServerMessage) frame.message());
		this.listener.onBinary(this, ByteBuffer.wrap(bytes, from, bytes.length - from), true);
		return true;
	}

	/**
	 * The connection has broken.
	 */
	void broken() {
		fail();
		if (this.opened) {
			this.listener.onError(this, new IOException("Connection reset"));
		}
	}

	@Override
	public CompletableFuture<WebSocket> sendText(CharSequence data, boolean last) {
		if (this.outputClosed || this.wire.isClientEnded()) {
			return CompletableFuture.failedFuture(new IOException("Output closed"));
		}
		if (this.sending) {
			throw this.judge.violation("the client sends a message while one is on its way");
		}
		byte[] bytes = data.toString().getBytes(StandardCharsets.UTF_8);
		ClientMessage message = MessageCodec.decodeClient(bytes, "default");
		this.judge.clientSends(this.wire.record(), message);
		return send(Frame.message(bytes, message));
	}

	@Override
	public CompletableFuture<WebSocket> sendClose(int statusCode, String reason) {
		this.outputClosed = true;
		this.wire.record().clientEnded();
		this.wire.clientEnds(statusCode);
		return CompletableFuture.completedFuture(this);
	}

	@Override
	public void request(long n) {
		this.judge.clientHasWorkedOff(this.wire.record());
		this.demand += n;
		this.wire.toClient().resume();
	}

	@Override
	public void abort() {
		this.aborted = true;
		this.wire.record().clientEnded();
		this.wire.clientEnds(Frame.BROKEN_OFF);
		fail();
	}

	@Override
	public CompletableFuture<WebSocket> sendBinary(ByteBuffer data, boolean last) {
		throw new UnsupportedOperationException();
	}

	@Override
	public CompletableFuture<WebSocket> sendPing(ByteBuffer message) {
		throw new UnsupportedOperationException();
	}

	@Override
	public CompletableFuture<WebSocket> sendPong(ByteBuffer message) {
		throw new UnsupportedOperationException();
	}

	@Override
	public String getSubprotocol() {
		return MessageCodec.SUBPROTOCOL;
	}

	@Override
	public boolean isOutputClosed() {
		return this.outputClosed || this.aborted;
	}

	@Override
	public boolean isInputClosed() {
		return this.aborted;
	}

	private CompletableFuture<WebSocket> send(Frame frame) {
		CompletableFuture<WebSocket> future = new CompletableFuture<>();
		this.sending = true;
		this.sent = future;
		boolean inline = this.random.nextBoolean();
		this.wire.toServer().send(frame, () -> {
			if (inline) {
				sent();
			}
			else {
				this.process.io(0, this::sent);
			}
		});
		return future;
	}

	private void sent() {
		CompletableFuture<WebSocket> future = this.sent;
		this.sent = null;
		this.sending = false;
		if (future != null) {
			future.complete(this);
		}
	}

	private boolean deliverEnd(int status) {
		if (this.opened && status != Frame.BROKEN_OFF && this.demand == 0) {
			return false;
		}
		this.wire.clientEnds(status);
		if (status == Frame.BROKEN_OFF || !this.opened) {
			broken();
		}
		else {
			this.listener.onClose(this, status, "");
		}
		return true;
	}

	private void fail() {
		CompletableFuture<WebSocket> future = this.sent;
		this.sent = null;
		if (future != null) {
			future.completeExceptionally(new IOException("Connection reset"));
		}
	}

}
