package io.movieinfo.registry.server;

import java.time.Duration;

import io.movieinfo.registry.protocol.Cursor;
import io.movieinfo.registry.server.lease.GuardState;

/**
 * The whole registry in numbers. Immutable.
 *
 * @param cursor the newest change
 * @param complete whether everything that is registered is known
 * @param uptime for how long the registry has been running
 * @param services how many services are known
 * @param counts how their instances are
 * @param overridden how many instances an operator has set something for
 * @param watches how many watches of sessions and blocking queries there are
 * @param guard what the mass-expiry guard does
 */
public record Overview(Cursor cursor, boolean complete, Duration uptime, int services, ServiceCounts counts,
		int overridden, int watches, GuardState guard) {

}
