package io.movieinfo.registry.server;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import io.movieinfo.registry.protocol.Cause;
import io.movieinfo.registry.protocol.Health;
import io.movieinfo.registry.protocol.InstanceKey;
import io.movieinfo.registry.protocol.ServiceKey;
import io.movieinfo.registry.server.lease.Due;
import io.movieinfo.registry.server.lease.GuardState;
import io.movieinfo.registry.server.lease.LeaseSettings;
import io.movieinfo.registry.server.lease.Leases;
import io.movieinfo.registry.server.store.StoredInstance;
import io.movieinfo.registry.server.store.StoredService;
import io.movieinfo.registry.server.watch.Change;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What time does to the registry when nobody says anything: leases run out, silent
 * instances go, empty services are forgotten, and the start hold ends. Confined to the
 * writer's thread.
 */
final class Expiry {

	private static final Logger logger = LoggerFactory.getLogger(Expiry.class);

	/** For how long a service without instances stays known. */
	private static final Duration REMEMBERED = Duration.ofHours(24);

	/** For how long the overrides of an id that is not listed stay. */
	private static final Duration OVERRIDDEN = Duration.ofDays(7);

	private static final long FORGET_INTERVAL_NANOS = TimeUnit.MINUTES.toNanos(1);

	/** How many leases end together at most; the others end with the next tick. */
	private static final int MAX_DUE = 10_000;

	private final WorkingState state;

	private final Leases leases;

	private final Holders holders;

	private final Suspects suspects;

	private final Probes probes;

	private final LeaseSettings settings;

	private final Clock clock;

	private long forgotAt;

	private volatile GuardState guard;

	Expiry(WorkingState state, Leases leases, Holders holders, Suspects suspects, Probes probes, LeaseSettings settings,
			Clock clock, long now) {
		this.state = state;
		this.leases = leases;
		this.holders = holders;
		this.suspects = suspects;
		this.probes = probes;
		this.settings = settings;
		this.clock = clock;
		this.forgotAt = now - FORGET_INTERVAL_NANOS;
		this.guard = leases.guard(now);
	}

	/**
	 * Returns what the mass-expiry guard does. Thread-safe.
	 */
	GuardState guard() {
		return this.guard;
	}

	/**
	 * Returns how many run-out leases the guard holds back, by service; without those of
	 * which it holds none.
	 */
	Map<ServiceKey, Integer> held() {
		return this.leases.held();
	}

	/**
	 * Notes the time, so that a stall of this process is not held against anybody.
	 */
	void observe(long now) {
		long moved = this.leases.observe(now);
		if (moved > 0) {
			logger.warn("This process stood still for {} ms: all leases are extended by that",
					TimeUnit.NANOSECONDS.toMillis(moved));
		}
	}

	/**
	 * Carries out what is due; nothing any more once this process is going to stop.
	 */
	void apply(long now) {
		if (this.probes.stopped()) {
			return;
		}
		if (!this.state.complete() && !this.leases.holding(now)) {
			this.state.setComplete();
			this.state.whenAccepted(
					() -> logger.info("What is registered counts as complete: the start hold of {} ms is over",
							this.settings.startHold().toMillis()));
		}
		List<InstanceKey> held = new ArrayList<>();
		for (Due due : this.leases.due(now, MAX_DUE)) {
			switch (due.kind()) {
				case SUSPECT -> {
					this.state.noteAnyway(Notes.silent(due.key(), this.settings.suspectAfter()));
					this.suspects.silent(due.key());
				}
				case HELD -> {
					held.add(due.key());
					this.suspects.silent(due.key());
				}
				case RUN_OUT -> runOut(due.key(), now);
				case EVICT -> evict(due.key());
			}
		}
		if (this.leases.reconsider(now)) {
			logger.debug("The leases that were held back begin anew");
		}
		this.suspects.tick(now);
		showGuard(now);
		held.forEach((key) -> this.state.noteAnyway(Notes.held(key, this.settings.ttl(), this.guard.reason())));
		if (now - this.forgotAt >= FORGET_INTERVAL_NANOS) {
			forgetEmptyServices();
			forgetOverrides();
			this.forgotAt = now;
		}
	}

	/**
	 * Releases the mass-expiry guard.
	 */
	void release(long now) {
		this.leases.release(now);
		this.guard = this.leases.guard(now);
	}

	private void showGuard(long now) {
		GuardState before = this.guard;
		GuardState after = this.leases.guard(now);
		this.guard = after;
		Set<ServiceKey> added = without(services(after), services(before));
		if (after.engaged() && (!added.isEmpty() || !before.reasons().containsAll(after.reasons()))) {
			this.state.noteAnyway(Notes.guardEngaged(after, added));
		}
		Set<ServiceKey> freed = without(services(before), services(after));
		if (!freed.isEmpty() || !after.reasons().containsAll(before.reasons())) {
			this.state.noteAnyway(Notes.guardReleased(before, after, freed));
		}
	}

	private static Set<ServiceKey> without(Set<ServiceKey> all, Set<ServiceKey> some) {
		Set<ServiceKey> rest = new TreeSet<>(all);
		rest.removeAll(some);
		return rest;
	}

	private static Set<ServiceKey> services(GuardState guard) {
		return guard.services().stream().map(GuardState.ServiceLimit::service).collect(Collectors.toSet());
	}

	private void runOut(InstanceKey key, long now) {
		this.state.whenAccepted(() -> {
			this.leases.ranOut(key, now);
			this.suspects.silent(key);
		});
		StoredInstance held = this.state.get(key);
		if (held == null || held.foundDead()) {
			return;
		}
		this.state.put(held.withHealth(Health.UNHEALTHY, Cause.LEASE), Change.Kind.HEALTH);
		this.state.note(Notes.ranOut(key, this.settings.ttl()));
	}

	private void evict(InstanceKey key) {
		StoredInstance held = this.state.get(key);
		this.state.remove(key, this.clock.instant(), Change.Kind.EVICTED);
		this.state.whenAccepted(() -> {
			this.leases.remove(key);
			this.holders.remove(key);
			if (held != null) {
				this.suspects.left(held);
			}
		});
		this.state.note(Notes.evicted(key, this.settings.evictAfter()));
	}

	private void forgetOverrides() {
		this.state.forgetOverrides(this.clock.instant().minus(OVERRIDDEN))
			.forEach((key) -> this.state.note(Notes.overridesForgotten(key, OVERRIDDEN)));
	}

	private void forgetEmptyServices() {
		Instant limit = this.clock.instant().minus(REMEMBERED);
		List<StoredService> forgotten = this.state.services().stream().filter((service) -> {
			Instant emptySince = service.emptySince();
			return emptySince != null && !emptySince.isAfter(limit);
		}).toList();
		forgotten.forEach((service) -> {
			this.state.forget(service.service());
			this.state.note(Notes.forgotten(service.service(), REMEMBERED));
		});
	}

}
