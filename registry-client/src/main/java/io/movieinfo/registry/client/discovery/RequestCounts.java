package io.movieinfo.registry.client.discovery;

import java.util.concurrent.atomic.LongAdder;

import io.movieinfo.registry.balancer.NoInstanceException;
import io.movieinfo.registry.balancer.PickContext;
import io.movieinfo.registry.client.discovery.ServiceSnapshot.Source;

/**
 * Counts what became of look-ups and picks. Thread-safe; counting neither locks nor, but
 * for the first times that threads meet, allocates.
 */
final class RequestCounts {

	private final LongAdder picks = new LongAdder();

	private final LongAdder failovers = new LongAdder();

	private final LongAdder found = new LongAdder();

	private final LongAdder empty = new LongAdder();

	private final LongAdder unknown = new LongAdder();

	private final LongAdder failed = new LongAdder();

	void picked(PickContext context) {
		this.picks.increment();
		if (context.excludesAny()) {
			this.failovers.increment();
		}
	}

	void notPicked(NoInstanceException.Reason reason) {
		of(switch (reason) {
			case SERVICE_UNKNOWN -> RequestStatus.UNKNOWN;
			case NONE_ROUTABLE, NONE_LEFT -> RequestStatus.EMPTY;
			case REGISTRY_UNREACHABLE -> RequestStatus.ERROR;
		}).increment();
	}

	void lookedUp(ServiceSnapshot snapshot) {
		of(status(snapshot)).increment();
	}

	long get(RequestStatus status) {
		return (status == RequestStatus.OK) ? this.found.sum() + this.picks.sum() : of(status).sum();
	}

	long picks() {
		return this.picks.sum();
	}

	long failovers() {
		return this.failovers.sum();
	}

	private LongAdder of(RequestStatus status) {
		return switch (status) {
			case OK -> this.found;
			case EMPTY -> this.empty;
			case UNKNOWN -> this.unknown;
			case ERROR -> this.failed;
		};
	}

	private static RequestStatus status(ServiceSnapshot snapshot) {
		return switch (snapshot.status()) {
			case UNREACHABLE -> RequestStatus.ERROR;
			case UNKNOWN -> RequestStatus.UNKNOWN;
			case LISTED -> !snapshot.instances().isEmpty() ? RequestStatus.OK
					: (snapshot.source() == Source.DISK) ? RequestStatus.ERROR : RequestStatus.EMPTY;
		};
	}

}
