package io.movieinfo.sample.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.random.RandomGenerator;

/**
 * Finds a port for a server that has to come back at the same one.
 */
public final class FreePort {

	/**
	 * Below what operating systems give to outgoing connections: while the server is away
	 * nobody gets its port by accident, not even a client that tries to reach it.
	 */
	private static final int LOWEST = 20_000;

	private static final int HIGHEST = 32_000;

	private static final int ATTEMPTS = 1000;

	private FreePort() {
	}

	public static int find(RandomGenerator random) {
		for (int i = 0; i < ATTEMPTS; i++) {
			int port = random.nextInt(LOWEST, HIGHEST);
			try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
				return socket.getLocalPort();
			}
			catch (IOException ex) {
				// taken: try another one
			}
		}
		throw new CheckFailedException("no free port between %d and %d".formatted(LOWEST, HIGHEST));
	}

}
