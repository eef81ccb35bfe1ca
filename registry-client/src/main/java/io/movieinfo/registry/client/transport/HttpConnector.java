package io.movieinfo.registry.client.transport;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

import io.movieinfo.registry.protocol.MessageCodec;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens WebSockets over the network, on threads of its own because looking up a host may
 * block. Its HTTP client is made for the first one and shared by all.
 */
final class HttpConnector implements Connector {

	private static final Logger logger = LoggerFactory.getLogger(HttpConnector.class);

	private static final Duration KEPT_IDLE = Duration.ofSeconds(1);

	/** Never shut down, because the HTTP client may need it to its end; idles away. */
	private final Executor workers = new ThreadPoolExecutor(0, Integer.MAX_VALUE, KEPT_IDLE.toNanos(),
			TimeUnit.NANOSECONDS, new SynchronousQueue<>(), DaemonThreads.named("registry-client-io"));

	/** Guarded by this. */
	private @Nullable HttpClient client;

	/** Guarded by this. */
	private boolean closed;

	@Override
	@SuppressWarnings("FutureReturnValueIgnored") // the nested future is what is composed
	public CompletableFuture<WebSocket> open(URI server, Duration timeout, WebSocket.Listener listener) {
		return CompletableFuture
			.supplyAsync(() -> client().newWebSocketBuilder()
				.subprotocols(MessageCodec.SUBPROTOCOL)
				.connectTimeout(timeout)
				.buildAsync(sessionUri(server), listener), this.workers)
			.thenCompose(Function.identity());
	}

	@Override
	public synchronized void close() {
		this.closed = true;
		HttpClient opened = this.client;
		this.client = null;
		if (opened != null) {
			shutDown(opened);
		}
	}

	static URI sessionUri(URI server) {
		String scheme = server.getScheme().toLowerCase(Locale.ROOT);
		String secure = ("https".equals(scheme) || "wss".equals(scheme)) ? "wss" : "ws";
		return URI.create(secure + "://" + server.getRawAuthority() + MessageCodec.SESSION_PATH);
	}

	private synchronized HttpClient client() {
		if (this.closed) {
			throw new IllegalStateException("the client is closed");
		}
		if (this.client == null) {
			this.client = HttpClient.newBuilder().executor(this.workers).build();
		}
		return this.client;
	}

	/**
	 * From Java 21 on a client can be ended; before, its one thread, a daemon, ends when
	 * the client is garbage.
	 */
	private static void shutDown(HttpClient client) {
		try {
			MethodHandles.publicLookup()
				.findVirtual(HttpClient.class, "shutdownNow", MethodType.methodType(void.class))
				.invoke(client);
		}
		catch (NoSuchMethodException ex) {
			logger.trace("This Java cannot end an HTTP client; it ends by itself", ex);
		}
		catch (Throwable ex) {
			logger.debug("The HTTP client could not be ended", ex);
		}
	}

}
