package io.movieinfo.registry.server.lease;

/**
 * Since the guard was engaged for a service, or for the whole registry: why, and how near
 * its release is. All times are the ticker's nanoseconds.
 */
final class Engagement {

	private final GuardReason kind;

	private final String reason;

	private final long lastKnown;

	private final long ttl;

	private long since;

	private int known;

	private int beating;

	// since when each reason for a release has held, or whether it does not
	private long beatingSince;

	private boolean enoughBeat;

	private long fittingSince;

	private boolean fits;

	/**
	 * Creates an engagement that begins now.
	 * @param lastKnown the number of the newest lease that is known now
	 */
	Engagement(GuardReason kind, String reason, long lastKnown, long ttl, long now) {
		this.kind = kind;
		this.reason = reason;
		this.lastKnown = lastKnown;
		this.ttl = ttl;
		this.since = now;
	}

	GuardReason kind() {
		return this.kind;
	}

	String reason() {
		return this.reason;
	}

	long since() {
		return this.since;
	}

	void move(long nanos) {
		this.since += nanos;
		this.beatingSince += nanos;
		this.fittingSince += nanos;
	}

	void beginCount() {
		this.known = 0;
		this.beating = 0;
	}

	/**
	 * Counts a lease, if it was known at the engagement and nothing has been proven of it
	 * since.
	 */
	void count(Lease lease) {
		if (lease.number <= this.lastKnown && lease.phase != Phase.DEAD) {
			this.known++;
			this.beating += (lease.phase == Phase.ALIVE) ? 1 : 0;
		}
	}

	/**
	 * Whether the time has come to release: enough beat, or what is held fits, and has
	 * for one TTL.
	 */
	boolean isOver(boolean fits, int releasePercent, long now) {
		boolean enoughBeat = (long) this.beating * 100 >= (long) this.known * releasePercent;
		if (enoughBeat && !this.enoughBeat) {
			this.beatingSince = now;
		}
		if (fits && !this.fits) {
			this.fittingSince = now;
		}
		this.enoughBeat = enoughBeat;
		this.fits = fits;
		return (enoughBeat && now - this.beatingSince >= this.ttl) || (fits && now - this.fittingSince >= this.ttl);
	}

}
