package io.movieinfo.registry.autoconfigure.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/**
 * A port at which further connections are neither accepted nor refused.
 */
final class FullBacklog implements AutoCloseable {

	private static final int MORE_THAN_ENOUGH = 64;

	private final ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());

	private final List<Socket> waiting = new ArrayList<>();

	FullBacklog() throws IOException {
		for (int i = 0; i < MORE_THAN_ENOUGH; i++) {
			Socket client = new Socket();
			this.waiting.add(client);
			try {
				client.connect(new InetSocketAddress(this.socket.getInetAddress(), port()), 200);
			}
			catch (IOException full) {
				return;
			}
		}
	}

	int port() {
		return this.socket.getLocalPort();
	}

	@Override
	public void close() throws IOException {
		for (Socket client : this.waiting) {
			client.close();
		}
		this.socket.close();
	}

}
