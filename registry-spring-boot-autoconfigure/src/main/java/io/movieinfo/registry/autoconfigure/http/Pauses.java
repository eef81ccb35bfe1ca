package io.movieinfo.registry.autoconfigure.http;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How long to wait before a request that may have been received is sent again.
 */
interface Pauses {

	/** Callers that failed together must not come back together. */
	Pauses JITTERED = (repeat) -> Duration.ofMillis(ThreadLocalRandom.current().nextLong(25L * repeat, 50L * repeat));

	/**
	 * Returns the pause before a repeat.
	 * @param repeat which one it is, from 1
	 */
	Duration before(int repeat);

}
