package io.movieinfo.sample.architecture.broken.balancer;

/**
 * Breaks a rule on purpose.
 */
public final class Sleeper {

	void sleep() throws InterruptedException {
		Thread.sleep(1);
	}

}
