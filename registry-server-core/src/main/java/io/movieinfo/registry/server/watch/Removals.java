package io.movieinfo.registry.server.watch;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.LongSupplier;

/**
 * The removals of all services that their logs remember, oldest first: bounded in number
 * and in time. Confined to the hub's thread.
 */
final class Removals {

	private final int max;

	private final long maxNanos;

	private final LongSupplier ticker;

	private final Deque<Removal> removals = new ArrayDeque<>();

	Removals(int max, long maxNanos, LongSupplier ticker) {
		this.max = max;
		this.maxNanos = maxNanos;
		this.ticker = ticker;
	}

	void add(ServiceLog log, Change change) {
		this.removals.add(new Removal(log, change, this.ticker.getAsLong()));
	}

	/**
	 * Has the logs drop what has become too old or too much.
	 */
	void dropOld() {
		long now = this.ticker.getAsLong();
		Removal oldest = this.removals.peek();
		while (oldest != null && (this.removals.size() > this.max || now - oldest.at > this.maxNanos)) {
			this.removals.remove();
			oldest.log.drop(oldest.change);
			oldest = this.removals.peek();
		}
	}

	private record Removal(ServiceLog log, Change change, long at) {

	}

}
