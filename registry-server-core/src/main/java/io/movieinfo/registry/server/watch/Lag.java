package io.movieinfo.registry.server.watch;

/**
 * How far a watcher is behind: for how long it has not acknowledged the oldest change
 * that it has not. Of the changes that become known while one is on its way to the
 * watcher nothing is kept, so that this costs the same however slow the watcher is.
 * <p>
 * For example, changes are committed at 0 ms and at 3 ms; the watcher is told both at 10
 * ms and acknowledges them at 12 ms: it was 12 ms behind. Confined to the hub's thread.
 */
final class Lag {

	private boolean behind;

	private long behindSince;

	// the revision that is to be acknowledged, or ServiceLog.NOTHING
	private long awaited = ServiceLog.NOTHING;

	private long awaitedSince;

	/**
	 * Notes that there are changes that the watcher has not been told.
	 * @param since when the oldest of them was committed
	 */
	void behind(long since) {
		if (!this.behind) {
			this.behind = true;
			this.behindSince = since;
		}
	}

	/**
	 * Notes that the watcher is told all changes up to a revision.
	 */
	void told(long revision) {
		if (this.behind && this.awaited == ServiceLog.NOTHING) {
			this.awaited = revision;
			this.awaitedSince = this.behindSince;
		}
		this.behind = false;
	}

	/**
	 * Notes that the watcher has acknowledged all changes up to a revision.
	 * @return how far it was behind, or {@link ServiceLog#NOTHING} if that is not known
	 */
	long acknowledged(long revision, long now) {
		if (this.awaited == ServiceLog.NOTHING || revision < this.awaited) {
			return ServiceLog.NOTHING;
		}
		this.awaited = ServiceLog.NOTHING;
		return Math.max(0, now - this.awaitedSince);
	}

}
