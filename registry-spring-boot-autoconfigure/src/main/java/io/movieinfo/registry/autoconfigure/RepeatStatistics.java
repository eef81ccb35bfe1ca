package io.movieinfo.registry.autoconfigure;

import io.movieinfo.registry.protocol.ServiceKey;

/**
 * What the retry budgets of called services have decided. Counts only grow; asking never
 * blocks. Thread-safe.
 */
public interface RepeatStatistics {

	/**
	 * Returns how many calls of a service might be repeated, as there was enough left for
	 * it; 0 if it was never called.
	 */
	long allowed(ServiceKey service);

	/**
	 * Returns how many calls of a service were not repeated for want of it; 0 if it was
	 * never called.
	 */
	long refused(ServiceKey service);

}
