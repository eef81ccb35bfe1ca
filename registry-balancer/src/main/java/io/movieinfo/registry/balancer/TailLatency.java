package io.movieinfo.registry.balancer;

/**
 * An estimate of the latency that 99 of 100 answers of a service stay below: a step up
 * for an answer above it, a 99th of that down for one below, after "Frugal Streaming for
 * Estimating Quantiles" (Ma, Muthukrishnan, Sandler, 2013), with steps in proportion. To
 * keep threads out of each other's way, one in 64 answers below counts for all of them;
 * what is lost when several write at once does not matter to an estimate.
 */
final class TailLatency {

	private static final double UP = 1.05;

	private static final int DOWN_EVERY = 64;

	private static final double DOWN = Math.pow(UP, -DOWN_EVERY / 99.0);

	private static final long LOWEST = 1_000;

	private volatile double estimate = LOWEST;

	/**
	 * Takes an answer into account.
	 * @param chance any number, evenly distributed in its lower six bits
	 */
	void add(long durationNanos, int chance) {
		double estimate = this.estimate;
		if (durationNanos > estimate) {
			// the first ones lead the way, or it would take hundreds to get near
			this.estimate = (estimate <= LOWEST) ? durationNanos : estimate * UP;
		}
		else if ((chance & (DOWN_EVERY - 1)) == 0) {
			this.estimate = Math.max(LOWEST, estimate * DOWN);
		}
	}

	double nanos() {
		return this.estimate;
	}

}
