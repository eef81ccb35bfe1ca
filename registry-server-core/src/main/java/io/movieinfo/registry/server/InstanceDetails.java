package io.movieinfo.registry.server;

import java.time.Instant;

import io.movieinfo.registry.protocol.InstanceContent;
import io.movieinfo.registry.protocol.Overrides;
import io.movieinfo.registry.protocol.ServiceInstance;
import org.jspecify.annotations.Nullable;

/**
 * An instance as operators see it. Immutable.
 *
 * @param instance the instance as everybody sees it
 * @param registered what its application says, without overrides
 * @param overrides what an operator has set, or {@code null}
 * @param startId the start of its process that holds the id
 * @param lastSeen when its last sign of life came; {@code null} if none has come since
 * the registry started
 * @param lease what has become of its lease
 * @param holder who gave that sign of life, or {@code null} if none has come
 * @param heldSince since when all signs of life have come from this holder, or
 * {@code null} if none has come
 */
public record InstanceDetails(ServiceInstance instance, InstanceContent registered, @Nullable Overrides overrides,
		String startId, @Nullable Instant lastSeen, LeaseState lease, @Nullable Holder holder,
		@Nullable Instant heldSince) {

	/**
	 * What has become of a lease.
	 */
	public enum LeaseState {

		/** Renewed in time. */
		ALIVE,
		/** Silent for longer than usual, or its session was lost. */
		SUSPECT,
		/** Run out, but held by the mass-expiry guard. */
		HELD,
		/** Run out. */
		OVER

	}

}
