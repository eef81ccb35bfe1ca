package io.movieinfo.registry.server;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;

import io.movieinfo.registry.protocol.Cause;
import io.movieinfo.registry.protocol.InstanceKey;
import io.movieinfo.registry.protocol.Overrides;
import io.movieinfo.registry.protocol.ServiceInstance;
import io.movieinfo.registry.protocol.ServiceKey;
import io.movieinfo.registry.server.audit.AuditEntry;
import io.movieinfo.registry.server.audit.AuditQuery;
import io.movieinfo.registry.server.audit.Effect;
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
			set(key, before, after, actor, AuditEntry.Action.OVERRIDE, null);
		}
		return (held != null) ? this.state.listed(held) : null;
	}

	@Nullable ServiceInstance clearOverrides(InstanceKey key, Actor actor) {
		StoredInstance held = known(key);
		Overrides before = this.state.overrides(key);
		if (before != null) {
			set(key, before, null, actor, AuditEntry.Action.CLEAR_OVERRIDES, null);
		}
		return (held != null) ? this.state.listed(held) : null;
	}

	void remove(InstanceKey key, Actor actor) {
		StoredInstance held = listed(key);
		this.registrations.refuseAlive(held);
		this.registrations.remove(key, Change.Kind.REMOVED);
		Cause cause = held.cause();
		audit(actor, AuditEntry.Action.REMOVE, key.service(), key.id(),
				held.health().wireName() + ((cause != null) ? " (" + cause.wireName() + ")" : ""), "not listed", null,
				null);
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
		audit(actor, AuditEntry.Action.RELEASE_GUARD, null, null,
				(reason != null) ? "engaged: %s; %d held".formatted(reason, before.held()) : "not engaged", "released",
				null, null);
		this.state.whenAccepted(() -> this.expiry.release(now));
	}

	/**
	 * Returns the instance's id.
	 */
	String drain(InstanceKey key, Actor actor) {
		drain(listed(key), true, actor, null);
		return key.id();
	}

	/**
	 * Returns the ids of the service's instances.
	 */
	List<String> drain(ServiceKey service, Actor actor) {
		List<StoredInstance> listed = this.state.listed(service);
		if (!listed.isEmpty()) {
			drain(service, listed, true, actor, null);
		}
		return listed.stream().map((held) -> held.key().id()).sorted().toList();
	}

	ServiceInstance endDrain(InstanceKey key, Actor actor) {
		StoredInstance held = listed(key);
		if (held.draining()) {
			drain(held, false, actor, null);
		}
		return this.state.listed(held.withDraining(false));
	}

	/**
	 * Returns the ids of those that were draining.
	 */
	List<String> endDrain(ServiceKey service, Actor actor) {
		List<StoredInstance> draining = this.state.listed(service).stream().filter(StoredInstance::draining).toList();
		if (!draining.isEmpty()) {
			drain(service, draining, false, actor, null);
		}
		return draining.stream().map((held) -> held.key().id()).sorted().toList();
	}

	/**
	 * Undoes what an entry of the audit log says.
	 * @return the entry that says so
	 */
	AuditEntry undo(long number, Actor actor) {
		AuditEntry entry = this.state.auditLog().get(number);
		if (entry == null) {
			throw new EntryUnknownException(number);
		}
		ServiceKey service = entry.service();
		Effect effect = entry.effect();
		if (effect == null || service == null) {
			throw new NotUndoableException(entry);
		}
		String id = entry.instance();
		if (effect instanceof Effect.Drained drained) {
			List<StoredInstance> listed = (id != null) ? List.of(listed(new InstanceKey(service, id)))
					: this.state.listed(service);
			List<StoredInstance> undone = Undo.of(entry).drained(drained, listed);
			return (id != null) ? drain(undone.get(0), !drained.draining(), actor, number)
					: drain(service, undone, !drained.draining(), actor, number);
		}
		if (effect instanceof Effect.Overridden overridden && id != null) {
			InstanceKey key = new InstanceKey(service, id);
			var unused = known(key);
			Overrides before = this.state.overrides(key);
			Overrides after = Undo.of(entry).overrides(overridden, before, actor, this.clock.instant());
			return set(key, before, after, actor,
					after.isEmpty() ? AuditEntry.Action.CLEAR_OVERRIDES : AuditEntry.Action.OVERRIDE, number);
		}
		throw new NotUndoableException(entry);
	}

	List<AuditEntry> audit(AuditQuery query, int max) {
		return this.state.auditLog().find(query, max);
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

	private AuditEntry set(InstanceKey key, @Nullable Overrides before, @Nullable Overrides after, Actor actor,
			AuditEntry.Action action, @Nullable Long undoes) {
		this.state.override(key, (after == null || after.isEmpty()) ? null : after);
		Effect.Overridden effect = Effect.Overridden.between(before, after);
		return audit(actor, action, key.service(), key.id(), OverridesText.of(before), OverridesText.of(after),
				effect.isEmpty() ? null : effect, undoes);
	}

	private AuditEntry drain(StoredInstance held, boolean draining, Actor actor, @Nullable Long undoes) {
		boolean changed = setDraining(held, draining);
		return audit(actor, action(draining), held.key().service(), held.key().id(),
				held.draining() ? DRAINING : NOT_DRAINING, draining ? DRAINING : NOT_DRAINING,
				changed ? Effect.Drained.of(draining, this.state.revision()) : null, undoes);
	}

	/**
	 * Drains some of a service's instances, or ends that.
	 */
	private AuditEntry drain(ServiceKey service, List<StoredInstance> some, boolean draining, Actor actor,
			@Nullable Long undoes) {
		List<StoredInstance> all = this.state.listed(service);
		long before = all.stream().filter(StoredInstance::draining).count();
		List<String> changed = some.stream()
			.filter((held) -> setDraining(held, draining))
			.map((held) -> held.key().id())
			.sorted()
			.toList();
		Set<String> touched = new HashSet<>(changed);
		List<String> unchanged = all.stream()
			.map((held) -> held.key().id())
			.filter((id) -> !touched.contains(id))
			.sorted()
			.toList();
		long after = before + (draining ? changed.size() : -changed.size());
		return audit(actor, action(draining), service, null, "%d of %d draining".formatted(before, all.size()),
				(after == all.size()) ? "all %d draining".formatted(after)
						: "%d of %d draining".formatted(after, all.size()),
				changed.isEmpty() ? null : Effect.Drained.of(draining, this.state.revision(), changed, unchanged),
				undoes);
	}

	private boolean setDraining(StoredInstance held, boolean draining) {
		if (held.draining() == draining) {
			return false;
		}
		this.state.put(held.withDraining(draining), draining ? Change.Kind.DRAINING : Change.Kind.DRAIN_ENDED);
		return true;
	}

	private static AuditEntry.Action action(boolean draining) {
		return draining ? AuditEntry.Action.DRAIN : AuditEntry.Action.END_DRAIN;
	}

	private AuditEntry audit(Actor actor, AuditEntry.Action action, @Nullable ServiceKey service,
			@Nullable String instance, String before, String after, @Nullable Effect effect, @Nullable Long undoes) {
		AuditEntry entry = this.state.auditLog()
			.append(this.clock.instant(), actor, action, service, instance, before, after, effect, undoes);
		this.state.note(Notes.done(entry));
		return entry;
	}

	private InstanceDetails details(StoredInstance held, long now, Instant clock) {
		InstanceKey key = held.key();
		Holders.Sign sign = this.holders.last(key);
		return new InstanceDetails(this.state.listed(held), held.content(), this.state.overrides(key), held.startId(),
				(sign != null) ? clock.minusNanos(now - sign.at()) : null, leaseState(key),
				(sign != null) ? sign.holder() : null, (sign != null) ? clock.minusNanos(now - sign.since()) : null);
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
