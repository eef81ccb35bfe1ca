package io.movieinfo.registry.server;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.function.LongSupplier;

import io.movieinfo.registry.protocol.Cause;
import io.movieinfo.registry.protocol.InstanceKey;
import io.movieinfo.registry.protocol.Overrides;
import io.movieinfo.registry.protocol.ServiceInstance;
import io.movieinfo.registry.protocol.ServiceKey;
import io.movieinfo.registry.server.audit.AuditEntry;
import io.movieinfo.registry.server.lease.GuardState;
import io.movieinfo.registry.server.lease.Leases;
import io.movieinfo.registry.server.lease.Phase;
import io.movieinfo.registry.server.probe.Finding;
import io.movieinfo.registry.server.store.StoredInstance;
import io.movieinfo.registry.server.watch.Change;
import org.jspecify.annotations.Nullable;

/**
 * The rules of what operators do to instances, and what they see of them. Confined to the
 * writer's thread.
 */
final class OperatorRules {

	private static final String DRAINING = "draining";

	private static final String NOT_DRAINING = "not draining";

	private final WorkingState state;

	private final Registrations registrations;

	private final Leases leases;

	private final Holders holders;

	private final Expiry expiry;

	private final Suspects suspects;

	private final LongSupplier ticker;

	private final Clock clock;

	OperatorRules(WorkingState state, Registrations registrations, Leases leases, Holders holders, Expiry expiry,
			Suspects suspects, LongSupplier ticker, Clock clock) {
		this.state = state;
		this.registrations = registrations;
		this.leases = leases;
		this.holders = holders;
		this.expiry = expiry;
		this.suspects = suspects;
		this.ticker = ticker;
		this.clock = clock;
	}

	List<InstanceDetails> details(ServiceKey service) {
		long now = this.ticker.getAsLong();
		Instant clock = this.clock.instant();
		return this.state.listed(service)
			.stream()
			.map((held) -> details(held, now, clock))
			.sorted(Comparator.comparing((details) -> details.instance().id()))
			.toList();
	}

	InstanceDetails details(InstanceKey key) {
		return details(listed(key), this.ticker.getAsLong(), this.clock.instant());
	}

	@Nullable ServiceInstance override(InstanceKey key, OverridesPatch patch, Actor actor) {
		StoredInstance held = known(key);
		Overrides before = this.state.overrides(key);
		Overrides after = patch.applyTo(before, actor, this.clock.instant());
		if (before != null || !after.isEmpty()) {
			this.state.override(key, after.isEmpty() ? null : after);
			audit(actor, AuditEntry.Action.OVERRIDE, key, OverridesText.of(before), OverridesText.of(after));
		}
		return (held != null) ? this.state.listed(held) : null;
	}

	@Nullable ServiceInstance clearOverrides(InstanceKey key, Actor actor) {
		StoredInstance held = known(key);
		Overrides before = this.state.overrides(key);
		if (before != null) {
			this.state.override(key, null);
			audit(actor, AuditEntry.Action.CLEAR_OVERRIDES, key, OverridesText.of(before), OverridesText.NONE);
		}
		return (held != null) ? this.state.listed(held) : null;
	}

	void remove(InstanceKey key, Actor actor) {
		StoredInstance held = listed(key);
		this.registrations.refuseAlive(held);
		this.registrations.remove(key, Change.Kind.REMOVED);
		Cause cause = held.cause();
		audit(actor, AuditEntry.Action.REMOVE, key,
				held.health().wireName() + ((cause != null) ? " (" + cause.wireName() + ")" : ""), "not listed");
	}

	/**
	 * Says where to probe an instance.
	 */
	Target target(InstanceKey key) {
		return Target.of(listed(key));
	}

	/**
	 * Notes what a check has found.
	 */
	Checked checked(Target target, Finding finding, Duration took) {
		StoredInstance held = listed(target.key());
		if (target.meets(held)) {
			if (finding == Finding.CONNECTED && !held.reached()) {
				held = held.withReached(true);
				this.state.put(held, Change.Kind.UPDATED);
			}
			this.state.whenAccepted(() -> this.suspects.checked(target, finding));
		}
		return new Checked(this.state.listed(held), finding, took);
	}

	void releaseGuard(Actor actor) {
		long now = this.ticker.getAsLong();
		GuardState before = this.leases.guard(now);
		String reason = before.reason();
		this.state.auditLog()
			.append(this.clock.instant(), actor, AuditEntry.Action.RELEASE_GUARD, null, null,
					(reason != null) ? "engaged: %s; %d held".formatted(reason, before.held()) : "not engaged",
					"released");
		this.state.whenAccepted(() -> this.expiry.release(now));
	}

	/**
	 * Returns the instance's id.
	 */
	String drain(InstanceKey key, Actor actor) {
		StoredInstance held = listed(key);
		setDraining(held, true);
		audit(actor, AuditEntry.Action.DRAIN, key, held.draining() ? DRAINING : NOT_DRAINING, DRAINING);
		return key.id();
	}

	/**
	 * Returns the ids of the service's instances.
	 */
	List<String> drain(ServiceKey service, Actor actor) {
		List<StoredInstance> listed = this.state.listed(service);
		if (!listed.isEmpty()) {
			long before = listed.stream().filter(StoredInstance::draining).count();
			listed.forEach((held) -> setDraining(held, true));
			this.state.auditLog()
				.append(this.clock.instant(), actor, AuditEntry.Action.DRAIN, service, null,
						"%d of %d draining".formatted(before, listed.size()),
						"all %d draining".formatted(listed.size()));
		}
		return listed.stream().map((held) -> held.key().id()).sorted().toList();
	}

	ServiceInstance endDrain(InstanceKey key, Actor actor) {
		StoredInstance held = listed(key);
		if (held.draining()) {
			setDraining(held, false);
			audit(actor, AuditEntry.Action.END_DRAIN, key, DRAINING, NOT_DRAINING);
		}
		return this.state.listed(held.withDraining(false));
	}

	List<AuditEntry> audit(@Nullable ServiceKey service, @Nullable String instance, long before, int max) {
		return this.state.auditLog().find(service, instance, before, max);
	}

	private StoredInstance listed(InstanceKey key) {
		StoredInstance held = this.state.get(key);
		if (held == null) {
			throw new InstanceUnknownException(key);
		}
		return held;
	}

	/**
	 * Returns the instance if it is listed, or {@code null} if it only has overrides.
	 */
	private @Nullable StoredInstance known(InstanceKey key) {
		StoredInstance held = this.state.get(key);
		if (held == null && this.state.overrides(key) == null) {
			throw new InstanceUnknownException(key);
		}
		return held;
	}

	private void setDraining(StoredInstance held, boolean draining) {
		if (held.draining() != draining) {
			this.state.put(held.withDraining(draining), draining ? Change.Kind.DRAINING : Change.Kind.DRAIN_ENDED);
		}
	}

	private void audit(Actor actor, AuditEntry.Action action, InstanceKey key, String before, String after) {
		this.state.auditLog().append(this.clock.instant(), actor, action, key.service(), key.id(), before, after);
	}

	private InstanceDetails details(StoredInstance held, long now, Instant clock) {
		InstanceKey key = held.key();
		Holders.Sign sign = this.holders.last(key);
		return new InstanceDetails(this.state.listed(held), held.content(), this.state.overrides(key), held.startId(),
				(sign != null) ? clock.minusNanos(now - sign.at()) : null, leaseState(key),
				(sign != null) ? sign.holder() : null);
	}

	private InstanceDetails.LeaseState leaseState(InstanceKey key) {
		Phase phase = this.leases.phase(key);
		if (phase == null) {
			return InstanceDetails.LeaseState.OVER;
		}
		return switch (phase) {
			case ALIVE -> InstanceDetails.LeaseState.ALIVE;
			case SUSPECT -> InstanceDetails.LeaseState.SUSPECT;
			case HELD -> InstanceDetails.LeaseState.HELD;
			case LOST, DEAD -> InstanceDetails.LeaseState.OVER;
		};
	}

}
