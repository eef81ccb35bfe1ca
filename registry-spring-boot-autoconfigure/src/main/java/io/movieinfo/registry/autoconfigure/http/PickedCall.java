package io.movieinfo.registry.autoconfigure.http;

import java.util.concurrent.atomic.AtomicBoolean;

import io.movieinfo.registry.balancer.Endpoint;
import io.movieinfo.registry.balancer.LoadBalancer;
import io.movieinfo.registry.balancer.Outcome;

/**
 * One call of a picked instance: whatever ends it first is reported, once.
 */
final class PickedCall {

	private final LoadBalancer loadBalancer;

	private final Endpoint endpoint;

	private final long start;

	private final AtomicBoolean completed = new AtomicBoolean();

	private volatile long answeredAfter = -1;

	PickedCall(LoadBalancer loadBalancer, Endpoint endpoint, long start) {
		this.loadBalancer = loadBalancer;
		this.endpoint = endpoint;
		this.start = start;
	}

	Endpoint endpoint() {
		return this.endpoint;
	}

	/**
	 * Stops the clock: the rest of the time is up to whoever reads the answer.
	 */
	void answered() {
		this.answeredAfter = System.nanoTime() - this.start;
	}

	void complete(Outcome outcome) {
		if (this.completed.compareAndSet(false, true)) {
			long duration = (this.answeredAfter >= 0) ? this.answeredAfter : System.nanoTime() - this.start;
			this.loadBalancer.complete(this.endpoint, outcome, duration);
		}
	}

}
