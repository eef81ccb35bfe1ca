package io.movieinfo.registry.autoconfigure.grpc;

import io.grpc.Status;
import io.movieinfo.registry.balancer.Outcome;

/**
 * Judges an instance by the status that an RPC ended with:
 * <ul>
 * <li>{@code UNAVAILABLE}, {@code DEADLINE_EXCEEDED}, {@code INTERNAL}, {@code UNKNOWN},
 * {@code DATA_LOSS} and {@code RESOURCE_EXHAUSTED} are failures: it broke off, was too
 * slow, failed itself or could not take it. That is what 5xx and time-outs are over HTTP;
 * {@code UNKNOWN} is what an exception that nobody handles becomes.</li>
 * <li>{@code CANCELLED} says nothing of the instance.</li>
 * <li>{@code OK} and all others are answers: {@code INVALID_ARGUMENT}, {@code NOT_FOUND},
 * {@code ALREADY_EXISTS}, {@code PERMISSION_DENIED}, {@code UNAUTHENTICATED},
 * {@code FAILED_PRECONDITION}, {@code ABORTED}, {@code OUT_OF_RANGE} and
 * {@code UNIMPLEMENTED} are the caller's doing, as 4xx are.</li>
 * </ul>
 * A connection that never came about is no RPC's status: it is met when picking.
 */
final class StatusOutcome {

	private StatusOutcome() {
	}

	static Outcome of(Status status) {
		return switch (status.getCode()) {
			case UNAVAILABLE, DEADLINE_EXCEEDED, INTERNAL, UNKNOWN, DATA_LOSS, RESOURCE_EXHAUSTED -> Outcome.FAILURE;
			case CANCELLED -> Outcome.CANCELLED;
			default -> Outcome.SUCCESS;
		};
	}

}
