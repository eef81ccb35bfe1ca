package io.movieinfo.registry.client.registration;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What this machine knows of its own addresses.
 */
class LocalMachine {

	private static final Logger logger = LoggerFactory.getLogger(LocalMachine.class);

	private static final int ANY_PORT = 8761;

	/**
	 * Returns the addresses of all interfaces that are up, in the system's order.
	 */
	List<InetAddress> addresses() {
		List<InetAddress> addresses = new ArrayList<>();
		try {
			for (NetworkInterface network : Collections.list(NetworkInterface.getNetworkInterfaces())) {
				if (network.isUp()) {
					addresses.addAll(Collections.list(network.getInetAddresses()));
				}
			}
		}
		catch (IOException ex) {
			logger.debug("This machine's network interfaces could not be listed", ex);
		}
		return addresses;
	}

	/**
	 * Returns the local address of the route to a server, or {@code null} if there is no
	 * such route. Connecting a datagram socket asks for the route, and sends nothing.
	 */
	@Nullable InetAddress routeTo(URI server) {
		InetSocketAddress remote = new InetSocketAddress(server.getHost(),
				(server.getPort() > 0) ? server.getPort() : ANY_PORT);
		if (remote.isUnresolved()) {
			return null;
		}
		try (DatagramSocket socket = new DatagramSocket()) {
			socket.connect(remote);
			return socket.getLocalAddress();
		}
		catch (IOException | RuntimeException ex) {
			logger.debug("There is no route to {}", server, ex);
			return null;
		}
	}

	/**
	 * Returns the name of an address of this machine, or the address if it has none.
	 */
	String name(InetAddress address) {
		return address.getCanonicalHostName();
	}

}
