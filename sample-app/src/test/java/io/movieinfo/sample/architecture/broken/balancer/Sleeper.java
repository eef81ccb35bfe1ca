package io.movieinfo.sample.architecture.broken.balancer;

import java.util.concurrent.TimeUnit;

/**
 * Breaks a rule on purpose.
 */
public final class Sleeper {

	void sleep() throws InterruptedException {
		TimeUnit.MILLISECONDS.sleep(1);
	}

}
