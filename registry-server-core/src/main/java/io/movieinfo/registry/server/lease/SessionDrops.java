package io.movieinfo.registry.server.lease;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Which sessions have dropped lately, and of which of them it is known by now that it
 * proves nothing. All times are nanoseconds of one monotonic ticker. Not thread-safe;
 * nothing blocks.
 */
public final class SessionDrops {

	private final long interval;

	private final Deque<Drop> drops = new ArrayDeque<>();

	/**
	 * Creates an empty set.
	 * @param interval within how many nanoseconds drops count as one
	 */
	public SessionDrops(long interval) {
		this.interval = interval;
	}

	/**
	 * Notes a session that has dropped.
	 * @param instances how many instances it held
	 */
	public Drop add(int instances, long now) {
		Drop drop = new Drop(instances, now);
		this.drops.add(drop);
		return drop;
	}

	/**
	 * Tells the guard, if there is anything to tell.
	 * @param open how many sessions are open
	 */
	public void tell(Leases leases, int open, long now) {
		while (!this.drops.isEmpty() && now - this.drops.getFirst().at > 3 * this.interval) {
			this.drops.removeFirst();
		}
		long newest = Long.MIN_VALUE;
		for (Drop drop : this.drops) {
			newest = drop.unexplained() ? drop.at : newest;
		}
		if (newest == Long.MIN_VALUE) {
			return;
		}
		int unexplained = 0;
		int all = open;
		for (Drop drop : this.drops) {
			if (newest - drop.at <= this.interval) {
				all++;
				unexplained += drop.unexplained() ? 1 : 0;
			}
		}
		leases.sessionsDropped(unexplained, all, now);
	}

	/**
	 * Whether there is nothing to tell.
	 */
	public boolean isEmpty() {
		return this.drops.isEmpty();
	}

	/**
	 * A session that has dropped.
	 */
	public static final class Drop {

		private final long at;

		private int open;

		private boolean explained;

		private Drop(int instances, long at) {
			this.open = instances;
			this.at = at;
		}

		/**
		 * Notes that the probes of one of its instances have proven nothing.
		 */
		public void provenNothing() {
			this.open--;
		}

		/**
		 * Notes that it is explained: its process is dead, or has come back already.
		 */
		public void explain() {
			this.explained = true;
		}

		boolean unexplained() {
			return this.open <= 0 && !this.explained;
		}

	}

}
