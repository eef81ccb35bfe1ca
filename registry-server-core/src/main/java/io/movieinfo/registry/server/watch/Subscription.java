package io.movieinfo.registry.server.watch;

import io.movieinfo.registry.protocol.Cursor;
import io.movieinfo.registry.protocol.ServiceKey;

/**
 * One watcher of one service. All it keeps is how far it was told and has acknowledged,
 * so that however slow it is, it costs nothing more, and gets the newest state as soon as
 * it is free. Confined to the hub's thread, but for {@link #close}.
 */
final class Subscription implements Watch {

	private final WatchHub hub;

	final ServiceKey service;

	final Watcher watcher;

	final Reader reader;

	// the revision of the last event, or ServiceLog.NOTHING
	long told = ServiceLog.NOTHING;

	// the revision that it has acknowledged, or ServiceLog.NOTHING
	long acknowledged = ServiceLog.NOTHING;

	// the revision up to which it has acknowledged that no requests are under way any
	// more, or ServiceLog.NOTHING
	long settled = ServiceLog.NOTHING;

	final Lag lag = new Lag();

	boolean begun;

	boolean busy;

	private volatile boolean closed;

	Subscription(WatchHub hub, ServiceKey service, Watcher watcher, Reader reader) {
		this.hub = hub;
		this.service = service;
		this.watcher = watcher;
		this.reader = reader;
	}

	boolean closed() {
		return this.closed;
	}

	/**
	 * Whether its reader can be expected to acknowledge now.
	 */
	boolean live() {
		return this.reader.live().getAsBoolean();
	}

	@Override
	public void acknowledge(Cursor cursor, boolean underWay) {
		this.hub.acknowledged(this, cursor, underWay);
	}

	@Override
	public void close() {
		if (!this.closed) {
			this.closed = true;
			this.hub.ended(this);
		}
	}

}
