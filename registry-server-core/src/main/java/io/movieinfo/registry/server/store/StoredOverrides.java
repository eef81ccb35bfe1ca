package io.movieinfo.registry.server.store;

import java.time.Instant;

import io.movieinfo.registry.protocol.InstanceKey;
import io.movieinfo.registry.protocol.Overrides;
import org.jspecify.annotations.Nullable;

/**
 * What an operator has set for an instance id, as it is stored: beside the instance, so
 * that it outlives it. Immutable.
 *
 * @param key the instance
 * @param overrides what was set
 * @param unlistedSince since when the id has not been listed, to the millisecond;
 * {@code null} while it is
 */
public record StoredOverrides(InstanceKey key, Overrides overrides, @Nullable Instant unlistedSince) {

	public StoredOverrides {
		unlistedSince = (unlistedSince != null) ? Instant.ofEpochMilli(unlistedSince.toEpochMilli()) : null;
	}

	/**
	 * Returns the same for an id that is listed, or has not been listed since then.
	 */
	public StoredOverrides unlistedSince(@Nullable Instant since) {
		return new StoredOverrides(this.key, this.overrides, since);
	}

}
