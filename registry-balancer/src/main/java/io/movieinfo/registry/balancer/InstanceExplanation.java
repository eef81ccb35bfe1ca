package io.movieinfo.registry.balancer;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * Why one instance of a service is, or is not, picked.
 *
 * @param id its id
 * @param zone where it runs, or {@code null}
 * @param weight its weight, 100 being normal
 * @param effectiveWeight what its share of the traffic goes by, in comparison with the
 * others: less than the weight while it warms up, more or less in another zone, 0 if it
 * gets none
 * @param latency about how long it took to answer lately; {@code null} if it never did
 * @param inFlight its requests of this process that are not complete
 * @param state what it is to the balancer
 * @param why the same for people, as the end of a sentence that begins with its id and
 * <i>is</i>
 */
public record InstanceExplanation(String id, @Nullable String zone, int weight, double effectiveWeight,
		@Nullable Duration latency, int inFlight, State state, String why) {

	private static final int LONGEST_ID = 80;

	@Override
	public String toString() {
		String shortId = (this.id.length() <= LONGEST_ID) ? this.id : this.id.substring(0, LONGEST_ID) + "…";
		return "%s is %s".formatted(shortId, this.why);
	}

	/**
	 * What an instance is to the balancer.
	 */
	public enum State {

		/** Picked. */
		READY,
		/** Picked, with a share that still grows. */
		SLOW_START,
		/** Picked although it is not healthy, because too few are. */
		PANIC,
		/** Left alone for a while, because its calls failed. */
		EJECTED,
		/** Left alone until one trial call has gone well. */
		TRIAL,
		/** In another zone, and not needed. */
		OTHER_ZONE,
		/** Without the tags or meta that are wanted. */
		NOT_IN_SUBSET,
		/** Switched off. */
		DISABLED,
		/** Leaving. */
		DRAINING,
		/** Not healthy, and has not been yet. */
		STARTING,
		/** Not healthy. */
		UNHEALTHY

	}

}
