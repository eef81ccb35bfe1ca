package io.movieinfo.registry.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * Listens at one port of the loopback, and can leave off and begin again there.
 * Thread-safe.
 */
final class Listener implements AutoCloseable {

	/** Below the ports that outgoing connections are given, on every system. */
	private static final int LOWEST_PORT = 20_000;

	private static final int PORTS = 12_000;

	private static final int ATTEMPTS = 100;

	private final InetSocketAddress address;

	private final Executor executor;

	private final Consumer<Socket> accepted;

	/** {@code null} while connections are refused. Guarded by this. */
	private @Nullable ServerSocket socket;

	/** Done when nobody accepts at the socket any more. Guarded by this. */
	private CompletableFuture<@Nullable Void> ended = CompletableFuture.completedFuture(null);

	/** Guarded by this. */
	private boolean closed;

	private Listener(ServerSocket socket, Executor executor, Consumer<Socket> accepted) {
		this.address = (InetSocketAddress) socket.getLocalSocketAddress();
		this.socket = socket;
		this.executor = executor;
		this.accepted = accepted;
	}

	/**
	 * Listens at a port that no outgoing connection is ever given, so that nobody takes
	 * it while connections are refused.
	 * @param executor has a thread for it, all the time
	 * @param accepted is told of each connection, on that thread
	 */
	static Listener start(Executor executor, Consumer<Socket> accepted) {
		IOException last = new IOException("no port was tried");
		for (int i = 0; i < ATTEMPTS; i++) {
			try {
				ServerSocket socket = listen(LOWEST_PORT + ThreadLocalRandom.current().nextInt(PORTS));
				Listener listener = new Listener(socket, executor, accepted);
				listener.accept(socket);
				return listener;
			}
			catch (IOException ex) {
				last = ex;
			}
		}
		throw new UncheckedIOException("No free port was found in %d attempts".formatted(ATTEMPTS), last);
	}

	InetSocketAddress address() {
		return this.address;
	}

	/**
	 * Refuses connections as soon as it returns. Idempotent.
	 */
	synchronized void refuse() {
		try {
			if (this.socket != null) {
				this.socket.close();
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException("Could not stop listening at " + this.address, ex);
		}
		finally {
			this.socket = null;
		}
		// as long as somebody is in the middle of accepting, the system still listens
		this.ended.join();
	}

	/**
	 * Accepts connections again, unless it is closed. Idempotent.
	 */
	synchronized void listenAgain() {
		if (this.closed || this.socket != null) {
			return;
		}
		try {
			ServerSocket again = listen(this.address.getPort());
			this.socket = again;
			accept(again);
		}
		catch (IOException ex) {
			throw new UncheckedIOException("Could not listen at %s again".formatted(this.address), ex);
		}
	}

	@Override
	public synchronized void close() {
		this.closed = true;
		refuse();
	}

	private synchronized void accept(ServerSocket from) {
		CompletableFuture<@Nullable Void> end = new CompletableFuture<>();
		this.ended = end;
		this.executor.execute(() -> {
			try {
				while (true) {
					this.accepted.accept(from.accept());
				}
			}
			catch (IOException ex) {
				// it was closed
			}
			finally {
				end.complete(null);
			}
		});
	}

	private static ServerSocket listen(int port) throws IOException {
		ServerSocket socket = new ServerSocket();
		try {
			socket.setReuseAddress(true);
			socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
			return socket;
		}
		catch (IOException ex) {
			socket.close();
			throw ex;
		}
	}

}
