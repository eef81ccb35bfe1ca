package io.movieinfo.registry.autoconfigure.cloud;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/**
 * Answers every request with its port, but {@code /broken} with a server error and
 * {@code /silent} not at all.
 */
final class PortServer implements AutoCloseable {

	private final ExecutorService executor = Executors.newCachedThreadPool();

	private final HttpServer http;

	final AtomicInteger requests = new AtomicInteger();

	PortServer() {
		try {
			this.http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.http.setExecutor(this.executor);
		this.http.createContext("/", this::answer);
		this.http.start();
	}

	int port() {
		return this.http.getAddress().getPort();
	}

	String answer() {
		return String.valueOf(port());
	}

	private void answer(HttpExchange exchange) throws IOException {
		this.requests.incrementAndGet();
		String path = exchange.getRequestURI().getPath();
		if (path.equals("/silent")) {
			return;
		}
		byte[] body = answer().getBytes(StandardCharsets.US_ASCII);
		exchange.sendResponseHeaders(path.equals("/broken") ? 503 : 200, body.length);
		exchange.getResponseBody().write(body);
		exchange.close();
	}

	@Override
	public void close() {
		this.http.stop(0);
		this.executor.shutdownNow();
	}

}
