package io.movieinfo.sample.endtoend;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/**
 * Many loopback ports that accept whoever connects, and end the connection: what a server
 * that probes finds of a living instance. One thread serves all of them.
 */
final class ListeningPorts implements AutoCloseable {

	private final Selector selector;

	private final List<ServerSocketChannel> listening = new ArrayList<>();

	private ListeningPorts(Selector selector) {
		this.selector = selector;
	}

	static ListeningPorts open(int count) throws IOException {
		ListeningPorts ports = new ListeningPorts(Selector.open());
		for (int i = 0; i < count; i++) {
			ServerSocketChannel channel = ServerSocketChannel.open();
			ports.listening.add(channel);
			channel.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
			channel.configureBlocking(false);
			channel.register(ports.selector, SelectionKey.OP_ACCEPT);
		}
		Thread thread = new Thread(ports::serve, "listening-ports");
		thread.setDaemon(true);
		thread.start();
		return ports;
	}

	int port(int index) {
		return this.listening.get(index).socket().getLocalPort();
	}

	@Override
	public void close() throws IOException {
		this.selector.close();
		for (ServerSocketChannel channel : this.listening) {
			channel.close();
		}
	}

	private void serve() {
		try {
			while (this.selector.isOpen()) {
				this.selector.select((key) -> accept((ServerSocketChannel) key.channel()));
			}
		}
		catch (IOException | ClosedSelectorException ex) {
			// closed
		}
	}

	private static void accept(ServerSocketChannel channel) {
		try {
			SocketChannel accepted = channel.accept();
			if (accepted != null) {
				accepted.close();
			}
		}
		catch (IOException ex) {
			// gone already
		}
	}

}
