package io.movieinfo.registry.server.probe;

import java.io.IOException;
import java.net.ConnectException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/**
 * One attempt to connect to a host, which may have several addresses: they are tried one
 * after the other within the same time. One that accepts is enough, but only when all of
 * them refuse does nobody listen there. Confined to the prober's thread.
 */
final class Attempt {

	/**
	 * Long before the kernel gives up by itself, which is the same kind of exception as a
	 * refusal.
	 */
	private static final long REFUSAL_NANOS = TimeUnit.MILLISECONDS.toNanos(900);

	private final CompletableFuture<Finding> answer = new CompletableFuture<>();

	private final int port;

	private Iterator<InetAddress> addresses = List.<InetAddress>of().iterator();

	private @Nullable SocketChannel channel;

	private long deadline;

	private long begun;

	Attempt(int port, long deadline) {
		this.port = port;
		this.deadline = deadline;
	}

	CompletableFuture<Finding> answer() {
		return this.answer;
	}

	/**
	 * Until when it may take: the lookup first, then the attempt itself.
	 */
	long deadline() {
		return this.deadline;
	}

	boolean ended() {
		return this.answer.isDone();
	}

	/**
	 * Notes where the host is. Ends the attempt if that is nowhere, or where no probe may
	 * go.
	 */
	void found(List<InetAddress> addresses) {
		if (addresses.isEmpty()) {
			end(Finding.NO_ANSWER);
		}
		else if (addresses.stream().anyMatch(Attempt::isForbidden)) {
			end(Finding.NOT_PROBED);
		}
		this.addresses = addresses.iterator();
	}

	/**
	 * Begins to connect to the first address.
	 */
	void begin(Selector selector, long now, long deadline) {
		this.begun = now;
		this.deadline = deadline;
		connect(selector, now);
	}

	/**
	 * Goes on when the connection is made or has failed.
	 */
	void goOn(Selector selector, long now) {
		SocketChannel channel = this.channel;
		if (channel == null) {
			return;
		}
		try {
			if (channel.finishConnect()) {
				connected(channel, selector, now);
			}
		}
		catch (IOException ex) {
			failed(ex, selector, now);
		}
	}

	void end(Finding finding) {
		closeChannel();
		this.answer.complete(finding);
	}

	private void connect(Selector selector, long now) {
		try {
			SocketChannel channel = SocketChannel.open();
			this.channel = channel;
			channel.configureBlocking(false);
			if (channel.connect(new InetSocketAddress(this.addresses.next(), this.port))) {
				connected(channel, selector, now);
			}
			else {
				channel.register(selector, SelectionKey.OP_CONNECT, this);
			}
		}
		catch (IOException | RuntimeException ex) {
			failed(ex, selector, now);
		}
	}

	private void connected(SocketChannel channel, Selector selector, long now) throws IOException {
		if (channel.getLocalAddress().equals(channel.getRemoteAddress())) {
			// on one host, the kernel may pick the very port that is called: nobody else
			// is there
			refused(selector, now);
		}
		else {
			end(Finding.CONNECTED);
		}
	}

	private void failed(Exception failure, Selector selector, long now) {
		if (failure instanceof ConnectException && now - this.begun < REFUSAL_NANOS) {
			refused(selector, now);
		}
		else {
			end(Finding.NO_ANSWER);
		}
	}

	private void refused(Selector selector, long now) {
		closeChannel();
		if (this.addresses.hasNext()) {
			connect(selector, now);
		}
		else {
			end(Finding.REFUSED);
		}
	}

	private void closeChannel() {
		SocketChannel channel = this.channel;
		this.channel = null;
		if (channel != null) {
			try {
				channel.close();
			}
			catch (IOException ex) {
				// there was nothing to be sent
			}
		}
	}

	private static boolean isForbidden(InetAddress address) {
		return address.isLinkLocalAddress() || address.isAnyLocalAddress() || address.isMulticastAddress()
				|| (address instanceof Inet6Address six && six.isIPv4CompatibleAddress()
						&& !address.isLoopbackAddress());
	}

}
