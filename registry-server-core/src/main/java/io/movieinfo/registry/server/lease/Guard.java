package io.movieinfo.registry.server.lease;

import java.time.Duration;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import io.movieinfo.registry.protocol.ServiceKey;
import org.jspecify.annotations.Nullable;

/**
 * The mass-expiry guard. Silence proves nothing: when many fall silent together, the
 * network or this server is the likelier cause, and so losses without proof are limited
 * in stock, for each service and over the whole registry. Beyond a limit the guard is
 * engaged, for that service or for all: whatever else would run out is held back, and
 * nothing is evicted for silence, until the engagement is over.
 * <p>
 * For example, of a service of five instances two may be lost. When a third falls silent,
 * the guard engages for the service, and the third stays listed and routed. When one of
 * the two lost returns, the one that is left and the one that is held fit the limit; if
 * that lasts for one TTL, the guard releases, and the held one's lease begins anew.
 */
final class Guard {

	/** How many services are named with their reasons; the others are counted. */
	private static final int REASONS_TOLD = 3;

	private final GuardSettings settings;

	private final Census census;

	private final long ttl;

	private final Map<ServiceKey, Engagement> services = new HashMap<>();

	private @Nullable Engagement registry;

	private long changedAt;

	Guard(GuardSettings settings, Census census, long ttl, long now) {
		this.settings = settings;
		this.census = census;
		this.ttl = ttl;
		this.changedAt = now;
	}

	/**
	 * Decides whether one more instance may be lost; engages if it may not.
	 * @param lastKnown the number of the newest lease
	 */
	boolean admits(ServiceKey service, long lastKnown, long now) {
		if (holds(service)) {
			return false;
		}
		Stock stock = this.census.of(service);
		int limit = this.settings.limitOfService(stock.living());
		if (stock.lost() >= limit) {
			noteEngagement(now);
			String reason = "more than %d of the %d instances of %s would be lost without proof".formatted(limit,
					stock.living(), service);
			this.services.put(service, new Engagement(GuardReason.SERVICE, reason, lastKnown, this.ttl, now));
			return false;
		}
		Stock all = this.census.all();
		limit = this.settings.limitOfRegistry(all.living());
		if (all.lost() >= limit) {
			engage(GuardReason.REGISTRY,
					"more than %d of all %d instances would be lost without proof".formatted(limit, all.living()),
					lastKnown, now);
			return false;
		}
		return true;
	}

	/**
	 * Notes how many sessions were lost within one heartbeat interval without proof;
	 * engages if that is too many.
	 * @param sessions how many there were
	 */
	void sessionsDropped(int dropped, int sessions, long lastKnown, long now) {
		if (this.registry == null && sessions >= this.settings.sessionsLeast()
				&& (long) dropped * 100 >= (long) sessions * this.settings.sessionsPercent()) {
			engage(GuardReason.SESSIONS,
					"%d of %d sessions were lost together without proof".formatted(dropped, sessions), lastKnown, now);
		}
	}

	boolean engaged() {
		return this.registry != null || !this.services.isEmpty();
	}

	/**
	 * Whether it holds back what would run out or be evicted of a service.
	 */
	boolean holds(ServiceKey service) {
		return this.registry != null || this.services.containsKey(service);
	}

	/**
	 * Ends the engagements whose time has come.
	 * @param leases all leases
	 */
	void reconsider(Iterable<Lease> leases, long now) {
		Engagement registry = this.registry;
		if (registry != null) {
			registry.beginCount();
		}
		this.services.values().forEach(Engagement::beginCount);
		for (Lease lease : leases) {
			if (registry != null) {
				registry.count(lease);
			}
			Engagement engagement = this.services.get(lease.key.service());
			if (engagement != null) {
				engagement.count(lease);
			}
		}
		int percent = this.settings.releasePercent();
		Stock all = this.census.all();
		if (registry != null && registry.isOver(fits(all, this.settings.limitOfRegistry(all.living())), percent, now)) {
			this.registry = null;
		}
		this.services.entrySet().removeIf((each) -> {
			Stock stock = this.census.of(each.getKey());
			return each.getValue().isOver(fits(stock, this.settings.limitOfService(stock.living())), percent, now);
		});
		if (!engaged()) {
			this.changedAt = now;
		}
	}

	/**
	 * Ends all engagements.
	 */
	void release(long now) {
		if (engaged()) {
			this.registry = null;
			this.services.clear();
			this.changedAt = now;
		}
	}

	void move(long nanos) {
		this.changedAt += nanos;
		if (this.registry != null) {
			this.registry.move(nanos);
		}
		this.services.values().forEach((engagement) -> engagement.move(nanos));
	}

	/**
	 * Says what it does.
	 */
	GuardState state(long now) {
		List<GuardState.ServiceLimit> limits = this.services.keySet()
			.stream()
			.sorted(Comparator.comparing(ServiceKey::toString))
			.map((service) -> {
				Stock stock = this.census.of(service);
				return new GuardState.ServiceLimit(service, stock.living(), stock.lost(),
						this.settings.limitOfService(stock.living()), stock.held());
			})
			.toList();
		Stock all = this.census.all();
		return new GuardState(engaged(), reasons(), reason(), Duration.ofNanos(now - this.changedAt), all.living(),
				all.lost(), this.settings.limitOfRegistry(all.living()), all.held(), limits);
	}

	private @Nullable String reason() {
		if (this.registry != null) {
			return this.registry.reason();
		}
		if (this.services.isEmpty()) {
			return null;
		}
		int untold = this.services.size() - REASONS_TOLD;
		return this.services.values()
			.stream()
			.map(Engagement::reason)
			.sorted()
			.limit(REASONS_TOLD)
			.collect(Collectors.joining("; ", "", (untold > 0) ? "; and %d more services".formatted(untold) : ""));
	}

	private Set<GuardReason> reasons() {
		Set<GuardReason> reasons = EnumSet.noneOf(GuardReason.class);
		if (this.registry != null) {
			reasons.add(this.registry.kind());
		}
		if (!this.services.isEmpty()) {
			reasons.add(GuardReason.SERVICE);
		}
		return reasons;
	}

	private void engage(GuardReason kind, String reason, long lastKnown, long now) {
		noteEngagement(now);
		this.registry = new Engagement(kind, reason, lastKnown, this.ttl, now);
	}

	private void noteEngagement(long now) {
		if (!engaged()) {
			this.changedAt = now;
		}
	}

	private static boolean fits(Stock stock, int limit) {
		return stock.lost() + stock.held() <= limit;
	}

}
