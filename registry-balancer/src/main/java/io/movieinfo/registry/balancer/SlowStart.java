package io.movieinfo.registry.balancer;

/**
 * The warm-up of an endpoint: a new one begins with a tenth of its share, and has all of
 * it after 20 s. Touched by the updating thread only, but read by any.
 */
final class SlowStart {

	static final long DURATION_NANOS = 20_000_000_000L;

	private static final double FIRST_SHARE = 0.1;

	private volatile Phase phase = Phase.NOT_SEEN;

	/** In nanoseconds of the ticker. */
	private volatile long begun;

	/**
	 * Whether it was never among those that can be picked.
	 */
	boolean isNew() {
		return this.phase == Phase.NOT_SEEN;
	}

	void begin(long nanoTime) {
		this.begun = nanoTime;
		this.phase = Phase.WARMING_UP;
	}

	void skip() {
		this.phase = Phase.OVER;
	}

	/**
	 * Whether its share still grows; over for good once it was found to be over.
	 */
	boolean isGrowing(long nanoTime) {
		if (this.phase == Phase.WARMING_UP && nanoTime - this.begun >= DURATION_NANOS) {
			this.phase = Phase.OVER;
		}
		return this.phase == Phase.WARMING_UP;
	}

	/**
	 * Returns the part of its share that it gets, above 0, at most 1.
	 */
	double share(long nanoTime) {
		if (!isGrowing(nanoTime)) {
			return 1;
		}
		double passed = Math.max(0, nanoTime - this.begun);
		return FIRST_SHARE + (1 - FIRST_SHARE) * passed / DURATION_NANOS;
	}

	private enum Phase {

		NOT_SEEN, WARMING_UP, OVER

	}

}
