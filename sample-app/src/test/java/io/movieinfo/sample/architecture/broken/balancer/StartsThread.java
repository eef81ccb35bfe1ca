package io.movieinfo.sample.architecture.broken.balancer;

/**
 * Breaks a rule on purpose.
 */
public final class StartsThread {

	public StartsThread() {
		new Thread("started").start();
	}

}
