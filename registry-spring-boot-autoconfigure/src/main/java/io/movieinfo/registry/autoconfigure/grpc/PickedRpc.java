package io.movieinfo.registry.autoconfigure.grpc;

import java.util.concurrent.atomic.AtomicBoolean;

import io.grpc.ClientStreamTracer;
import io.grpc.Metadata;
import io.grpc.Status;
import io.movieinfo.registry.balancer.Endpoint;
import io.movieinfo.registry.balancer.LoadBalancer;
import io.movieinfo.registry.balancer.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * One RPC, or one attempt of it, at a picked endpoint: whatever ends it first is
 * reported, once. Its duration ends with the answer's headers, because the rest of a
 * stream's time is up to those who read and write it. Thread-safe.
 */
final class PickedRpc extends ClientStreamTracer.Factory {

	private final LoadBalancer loadBalancer;

	private final Endpoint endpoint;

	private final long start;

	private final AtomicBoolean completed = new AtomicBoolean();

	private volatile long answeredAfter = -1;

	private volatile @Nullable Connection connection;

	/**
	 * Creates the RPC.
	 * @param start when it was picked for, by {@link System#nanoTime}
	 */
	PickedRpc(LoadBalancer loadBalancer, Endpoint endpoint, long start) {
		this.loadBalancer = loadBalancer;
		this.endpoint = endpoint;
		this.start = start;
	}

	Endpoint endpoint() {
		return this.endpoint;
	}

	PickedRpc startingAt(Connection connection) {
		this.connection = connection;
		return this;
	}

	/**
	 * Gives up: nothing was sent, and the RPC is picked for again.
	 */
	void notStarted() {
		complete(Outcome.CANCELLED);
	}

	void complete(Outcome outcome) {
		if (this.completed.compareAndSet(false, true)) {
			long age = System.nanoTime() - this.start;
			this.loadBalancer.complete(this.endpoint, outcome, (this.answeredAfter >= 0) ? this.answeredAfter : age,
					age);
		}
	}

	@Override
	public ClientStreamTracer newClientStreamTracer(ClientStreamTracer.StreamInfo info, Metadata headers) {
		Connection used = this.connection;
		if (used != null) {
			used.started(this);
		}
		return new Tracer();
	}

	private final class Tracer extends ClientStreamTracer {

		@Override
		public void inboundHeaders() {
			PickedRpc.this.answeredAfter = System.nanoTime() - PickedRpc.this.start;
		}

		@Override
		public void streamClosed(Status status) {
			complete(StatusOutcome.of(status));
		}

	}

}
