package io.movieinfo.registry.server.store;

import java.time.Instant;

import io.movieinfo.registry.protocol.ServiceKey;
import org.jspecify.annotations.Nullable;

/**
 * A known service as it is stored. Immutable.
 *
 * @param service the service
 * @param emptySince since when it has had no instance, to the millisecond; {@code null}
 * while it has one
 */
public record StoredService(ServiceKey service, @Nullable Instant emptySince) {

	public StoredService {
		emptySince = (emptySince != null) ? Instant.ofEpochMilli(emptySince.toEpochMilli()) : null;
	}

}
