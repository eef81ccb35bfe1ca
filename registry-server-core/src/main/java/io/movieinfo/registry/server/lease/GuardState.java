package io.movieinfo.registry.server.lease;

import java.time.Duration;
import java.util.List;
import java.util.Set;

import io.movieinfo.registry.protocol.ServiceKey;
import org.jspecify.annotations.Nullable;

/**
 * What the mass-expiry guard does just now. Immutable.
 *
 * @param engaged whether it holds anything back
 * @param reasons why; empty if it is not engaged
 * @param reason why, in words; {@code null} if it is not engaged
 * @param since for how long it has been engaged, or not
 * @param instances how many instances are listed and not proven dead: those that the
 * limits are shares of
 * @param lost how many of them count as lost without proof
 * @param allowed how many may be lost so over the whole registry
 * @param held how many run-out leases it holds back
 * @param services the services at their own limit
 */
public record GuardState(boolean engaged, Set<GuardReason> reasons, @Nullable String reason, Duration since,
		int instances, int lost, int allowed, int held, List<ServiceLimit> services) {

	public GuardState {
		reasons = Set.copyOf(reasons);
		services = List.copyOf(services);
	}

	/**
	 * A service of which no more instances may be lost without proof.
	 *
	 * @param service the service
	 * @param instances how many instances are listed and not proven dead
	 * @param lost how many of them count as lost without proof
	 * @param allowed how many may be
	 * @param held how many run-out leases are held back
	 */
	public record ServiceLimit(ServiceKey service, int instances, int lost, int allowed, int held) {

	}

}
