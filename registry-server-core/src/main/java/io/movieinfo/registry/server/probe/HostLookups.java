package io.movieinfo.registry.server.probe;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * Looks hosts up on threads of its own, a few at a time, because a lookup may block for
 * long. Whoever asks for a host that is being looked up already shares that lookup, so
 * that one whose name server is silent occupies one thread only. Thread-safe.
 */
final class HostLookups implements AutoCloseable {

	private static final int MAX_THREADS = 16;

	private static final int MAX_WAITING = 4_096;

	private static final String BYTE = "(25[0-5]|2[0-4]\\d|1?\\d?\\d)";

	/**
	 * What the JDK takes for an IP address, right or wrong. It asks a name server for
	 * anything else, also for {@code 1.2.3.256}.
	 */
	private static final Pattern LITERAL = Pattern.compile(BYTE + "(\\." + BYTE + "){3}|[0-9A-Fa-f]*:.*");

	private final HostResolver resolver;

	private final ThreadPoolExecutor threads;

	private final ConcurrentMap<String, CompletableFuture<List<InetAddress>>> lookups = new ConcurrentHashMap<>();

	HostLookups(HostResolver resolver) {
		this.resolver = resolver;
		this.threads = new ThreadPoolExecutor(MAX_THREADS, MAX_THREADS, 10, TimeUnit.SECONDS,
				new LinkedBlockingQueue<>(MAX_WAITING), (task) -> {
					Thread thread = new Thread(task, "registry-probe-lookup");
					thread.setDaemon(true);
					return thread;
				});
		this.threads.allowCoreThreadTimeOut(true);
	}

	/**
	 * Looks a host up. An IP address needs no lookup, and is returned at once.
	 * @return its addresses; none if it has none, or cannot be looked up just now
	 */
	CompletableFuture<List<InetAddress>> lookUp(String host) {
		if (LITERAL.matcher(host).matches()) {
			return CompletableFuture.completedFuture(addresses(InetAddress::getAllByName, host));
		}
		CompletableFuture<List<InetAddress>> lookup = new CompletableFuture<>();
		CompletableFuture<List<InetAddress>> running = this.lookups.putIfAbsent(host, lookup);
		if (running != null) {
			return running;
		}
		try {
			this.threads.execute(() -> finish(host, lookup, addresses(this.resolver, host)));
		}
		catch (RejectedExecutionException ex) {
			finish(host, lookup, List.of());
		}
		return lookup;
	}

	@Override
	public void close() {
		this.threads.shutdownNow();
	}

	private void finish(String host, CompletableFuture<List<InetAddress>> lookup, List<InetAddress> addresses) {
		this.lookups.remove(host, lookup);
		lookup.complete(addresses);
	}

	private static List<InetAddress> addresses(HostResolver resolver, String host) {
		try {
			return List.of(resolver.resolve(host));
		}
		catch (UnknownHostException | RuntimeException ex) {
			return List.of();
		}
	}

}
