package io.movieinfo.registry.test;

import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * The connections through the proxy, and what has passed in them. Thread-safe.
 */
final class Links {

	private final InetSocketAddress target;

	private final Faults faults;

	private final Executor executor;

	private final Set<Link> links = ConcurrentHashMap.newKeySet();

	private final Map<Direction, AtomicLong> passed = new EnumMap<>(Direction.class);

	private final AtomicLong accepted = new AtomicLong();

	/** Guarded by this. */
	private boolean closed;

	Links(InetSocketAddress target, Faults faults, Executor executor) {
		this.target = target;
		this.faults = faults;
		this.executor = executor;
		for (Direction direction : Direction.values()) {
			this.passed.put(direction, new AtomicLong());
		}
	}

	synchronized void accepted(Socket client) {
		Link link = new Link(client, this.faults, this.passed);
		if (this.closed) {
			link.reset();
			return;
		}
		this.links.add(link);
		this.accepted.incrementAndGet();
		this.executor.execute(() -> run(link));
	}

	private void run(Link link) {
		try {
			link.run(this.target, this.executor, () -> this.links.remove(link));
		}
		catch (InterruptedException ex) {
			link.reset();
			this.links.remove(link);
			Thread.currentThread().interrupt();
		}
	}

	long accepted() {
		return this.accepted.get();
	}

	long passed(Direction direction) {
		return this.passed.getOrDefault(direction, new AtomicLong()).get();
	}

	int size() {
		return this.links.size();
	}

	void forEach(Consumer<Link> action) {
		this.links.forEach(action);
	}

	/**
	 * Breaks all connections, and those that still come. Idempotent.
	 */
	synchronized void close() {
		this.closed = true;
		this.links.forEach(Link::reset);
	}

}
