package io.movieinfo.sample.network;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;

/**
 * A program for a host: listens at its address, or looks whether another one listens.
 */
final class Knock {

	static final int PORT = 7;

	static final int CONNECTED = 10;

	static final int REFUSED = 11;

	static final int SILENCE = 12;

	/** Long enough for what got lost to be sent again. */
	private static final int PATIENCE_MILLIS = 5000;

	private Knock() {
	}

	public static void main(String[] args) throws IOException {
		InetAddress address = InetAddress.getAllByName(args[1])[0];
		if (args[0].equals("listen")) {
			listen(address);
		}
		else {
			System.exit(knock(address));
		}
	}

	private static void listen(InetAddress address) throws IOException {
		try (ServerSocket listener = new ServerSocket(PORT, 1, address)) {
			while (true) {
				listener.accept().close();
			}
		}
	}

	private static int knock(InetAddress address) throws IOException {
		try (Socket socket = new Socket()) {
			socket.connect(new InetSocketAddress(address, PORT), PATIENCE_MILLIS);
			return CONNECTED;
		}
		catch (ConnectException ex) {
			return REFUSED;
		}
		catch (SocketTimeoutException ex) {
			return SILENCE;
		}
	}

}
