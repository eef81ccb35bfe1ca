package io.movieinfo.registry.autoconfigure.http;

import java.util.concurrent.atomic.AtomicBoolean;

import io.movieinfo.registry.autoconfigure.FailureKind;
import io.movieinfo.registry.balancer.Endpoint;
import io.movieinfo.registry.balancer.LoadBalancer;
import io.movieinfo.registry.balancer.Outcome;

import org.springframework.http.HttpStatusCode;

/**
 * One call of a picked instance: whatever ends it first is reported, once.
 */
final class PickedCall {

	private final LoadBalancer loadBalancer;

	private final Endpoint endpoint;

	private final long start;

	private final AtomicBoolean completed = new AtomicBoolean();

	private volatile long answeredAfter = -1;

	/** Counts once the rest of the call is up to whoever reads the answer. */
	private volatile Outcome answer = Outcome.CANCELLED;

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
	 * @param status the answer's status
	 */
	void answered(HttpStatusCode status) {
		this.answer = status.is5xxServerError() ? Outcome.FAILURE : Outcome.SUCCESS;
		this.answeredAfter = System.nanoTime() - this.start;
	}

	/**
	 * Reports that the caller is done: an answer counts as what it was, even if it was
	 * not read to its end; a call without one says nothing of the instance.
	 */
	void end() {
		complete(this.answer);
	}

	/**
	 * Reports that it failed, be it while the answer was read.
	 */
	void failed(Throwable failure) {
		complete(FailureKind.of(failure).outcome());
	}

	void complete(Outcome outcome) {
		if (this.completed.compareAndSet(false, true)) {
			long age = System.nanoTime() - this.start;
			this.loadBalancer.complete(this.endpoint, outcome, (this.answeredAfter >= 0) ? this.answeredAfter : age,
					age);
		}
	}

}
