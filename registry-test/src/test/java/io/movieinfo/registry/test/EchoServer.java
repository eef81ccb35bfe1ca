package io.movieinfo.registry.test;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Sends back what it receives, and remembers how connections ended.
 */
final class EchoServer implements AutoCloseable {

	private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());

	private final ExecutorService executor = Executors.newCachedThreadPool();

	private final List<Socket> sockets = new CopyOnWriteArrayList<>();

	private final AtomicInteger received = new AtomicInteger();

	private final AtomicInteger ended = new AtomicInteger();

	private final AtomicInteger broken = new AtomicInteger();

	EchoServer() throws IOException {
	}

	EchoServer start() {
		this.executor.execute(this::accept);
		return this;
	}

	InetSocketAddress address() {
		return (InetSocketAddress) this.listener.getLocalSocketAddress();
	}

	int connections() {
		return this.sockets.size();
	}

	/** How many bytes came in. */
	int received() {
		return this.received.get();
	}

	/** How many connections the other side ended in order. */
	int ended() {
		return this.ended.get();
	}

	/** How many connections broke. */
	int broken() {
		return this.broken.get();
	}

	/** The latest connection. */
	Socket socket() {
		return this.sockets.get(this.sockets.size() - 1);
	}

	private void accept() {
		try {
			while (true) {
				Socket socket = this.listener.accept();
				this.sockets.add(socket);
				this.executor.execute(() -> echo(socket));
			}
		}
		catch (IOException ex) {
			// it was closed
		}
	}

	private void echo(Socket socket) {
		byte[] buffer = new byte[4096];
		try (socket) {
			int read = socket.getInputStream().read(buffer);
			while (read >= 0) {
				this.received.addAndGet(read);
				socket.getOutputStream().write(buffer, 0, read);
				read = socket.getInputStream().read(buffer);
			}
			this.ended.incrementAndGet();
		}
		catch (IOException ex) {
			this.broken.incrementAndGet();
		}
	}

	@Override
	public void close() throws IOException {
		this.listener.close();
		for (Socket socket : this.sockets) {
			socket.close();
		}
		this.executor.shutdownNow();
	}

}
