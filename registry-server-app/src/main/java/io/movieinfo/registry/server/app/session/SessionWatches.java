package io.movieinfo.registry.server.app.session;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.movieinfo.registry.protocol.ClientMessage;
import io.movieinfo.registry.protocol.InvalidFieldException;
import io.movieinfo.registry.protocol.ServiceKey;
import io.movieinfo.registry.server.Registry;
import io.movieinfo.registry.server.watch.Reader;
import org.jspecify.annotations.Nullable;

/**
 * What a session watches. Thread-safe; nothing blocks.
 */
final class SessionWatches {

	/** How many services one session may watch at a time. */
	static final int MAX = 10_000;

	private final Registry registry;

	private final Reader reader;

	private final Outbox outbox;

	// guarded by this: by the number of their message
	private final Map<Long, ServiceWatch> watches = new HashMap<>(2);

	// guarded by this
	private boolean closed;

	/**
	 * Creates an empty set.
	 * @param reader stands for the session
	 */
	SessionWatches(Registry registry, Reader reader, Outbox outbox) {
		this.registry = registry;
		this.reader = reader;
		this.outbox = outbox;
	}

	void watch(ClientMessage.Watch message, ServiceKey service) {
		ServiceWatch watch = new ServiceWatch(message.seq(), this.outbox);
		synchronized (this) {
			if (this.closed) {
				return;
			}
			if (this.watches.size() >= MAX) {
				throw new InvalidFieldException("watch", "one more than %d watches".formatted(MAX),
						"at most %d watches in a session".formatted(MAX));
			}
			if (this.watches.putIfAbsent(message.seq(), watch) != null) {
				throw new InvalidFieldException("seq", message.seq(), "a number that no watch of the session has yet");
			}
		}
		watch.began(this.registry.watch(service, message.cursor(), watch, this.reader));
	}

	/**
	 * Ends a watch; does nothing if it is over.
	 */
	void unwatch(ClientMessage.Unwatch message) {
		ServiceWatch watch;
		synchronized (this) {
			watch = this.watches.remove(message.watch());
		}
		if (watch != null) {
			watch.end();
		}
	}

	/**
	 * Notes what the client has seen; does nothing if the watch is over.
	 */
	void acknowledge(ClientMessage.Ack message) {
		ServiceWatch watch = find(message.watch());
		if (watch != null) {
			watch.acknowledge(message.cursor(), message.underWay());
		}
	}

	/**
	 * Notes that the client has sent a heartbeat.
	 */
	void beaten() {
		List<ServiceWatch> all;
		synchronized (this) {
			all = List.copyOf(this.watches.values());
		}
		all.forEach(ServiceWatch::beaten);
	}

	/**
	 * Ends all, and those that still come.
	 */
	void close() {
		List<ServiceWatch> ended;
		synchronized (this) {
			this.closed = true;
			ended = new ArrayList<>(this.watches.values());
			this.watches.clear();
		}
		ended.forEach(ServiceWatch::end);
	}

	private synchronized @Nullable ServiceWatch find(long number) {
		return this.watches.get(number);
	}

}
