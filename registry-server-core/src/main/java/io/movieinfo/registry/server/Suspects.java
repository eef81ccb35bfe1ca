package io.movieinfo.registry.server;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.LongSupplier;

import io.movieinfo.registry.protocol.Cause;
import io.movieinfo.registry.protocol.InstanceKey;
import io.movieinfo.registry.server.lease.LeaseSettings;
import io.movieinfo.registry.server.lease.Leases;
import io.movieinfo.registry.server.lease.Phase;
import io.movieinfo.registry.server.lease.SessionDrops;
import io.movieinfo.registry.server.probe.Finding;
import io.movieinfo.registry.server.store.StoredInstance;

/**
 * Suspects instances that have fallen silent or whose session was lost, and has
 * {@link Inquests} find out what has become of them. Confined to the writer's thread.
 */
final class Suspects {

	private final WorkingState state;

	private final Leases leases;

	private final Holders holders;

	private final Probes probes;

	private final Trials trials;

	private final Occupants occupants;

	private final Refusers refusers;

	private final Inquests inquests;

	private final LongSupplier ticker;

	private final long interval;

	private final SessionDrops drops;

	Suspects(WorkingState state, Leases leases, Holders holders, Probes probes, LeaseSettings settings,
			LongSupplier ticker) {
		this.state = state;
		this.leases = leases;
		this.holders = holders;
		this.probes = probes;
		this.ticker = ticker;
		this.interval = settings.heartbeatInterval().toNanos();
		this.drops = new SessionDrops(this.interval);
		this.trials = new Trials(probes, state);
		this.occupants = new Occupants(state);
		this.refusers = new Refusers(state);
		Refusals refusals = new Refusals(probes, state, leases, holders, ticker, this.refusers::refused);
		this.inquests = new Inquests(state, leases, probes, this.trials, this.occupants, this.refusers, refusals,
				ticker, this.interval);
	}

	/**
	 * Takes over instances from before the start.
	 */
	void restore(List<StoredInstance> instances) {
		List<StoredInstance> oldestFirst = instances.stream()
			.sorted(Comparator.comparingLong(StoredInstance::incarnation))
			.toList();
		this.state.whenAccepted(() -> takeOver(oldestFirst));
	}

	private void takeOver(List<StoredInstance> instances) {
		for (StoredInstance instance : instances) {
			this.occupants.arrived(instance);
			if (instance.cause() == Cause.CONNECTION_REFUSED) {
				this.refusers.add(Target.of(instance));
			}
			else if (instance.foundDead()) {
				this.inquests.open(instance.key(), null);
			}
			else {
				this.trials.add(instance.key());
			}
		}
	}

	/**
	 * Notes that an instance is at an address and port where it was not before: it has
	 * just been registered, or has moved.
	 */
	void arrived(StoredInstance instance) {
		InstanceKey key = instance.key();
		this.refusers.forget(key);
		this.trials.forget(key);
		this.trials.add(key);
		InstanceKey before = this.occupants.arrived(instance);
		if (before != null) {
			this.inquests.replaced(before);
		}
	}

	/**
	 * Notes that an instance is no longer where it was, because it is gone or has moved.
	 */
	void left(StoredInstance instance) {
		InstanceKey key = instance.key();
		this.occupants.left(instance);
		this.inquests.close(key);
		this.refusers.forget(key);
		this.trials.forget(key);
	}

	/**
	 * Notes a sign of life, which disproves a refusal.
	 * @param holder who gave it
	 */
	void alive(InstanceKey key, Holder holder) {
		this.inquests.closeAlive(key);
		StoredInstance held = this.state.get(key);
		if (this.refusers.forget(key) && held != null) {
			this.trials.disproved(key, this.ticker.getAsLong() + this.interval);
		}
		if (holder.isLost() && this.leases.suspect(key)) {
			this.state.noteAnyway(Notes.sessionLost(key, holder));
			this.inquests.open(key, null);
		}
	}

	/**
	 * Whether an instance has refused and has not beaten since.
	 */
	boolean hasRefused(StoredInstance instance) {
		return this.refusers.contains(instance);
	}

	/**
	 * Notes that an instance refused.
	 */
	void refused(Target target) {
		this.refusers.refused(target);
	}

	/**
	 * Suspects an instance that has fallen silent.
	 */
	void silent(InstanceKey key) {
		if (!this.inquests.isOpen(key)) {
			this.inquests.open(key, null);
		}
	}

	/**
	 * Suspects all that a session still holds, because it was lost.
	 */
	void lost(Holder holder) {
		if (!this.probes.stopped()) {
			this.state.whenAccepted(() -> suspectAllOf(holder));
		}
	}

	private void suspectAllOf(Holder holder) {
		holder.markLost();
		List<InstanceKey> lost = new ArrayList<>();
		for (InstanceKey key : this.holders.heldBy(holder)) {
			if (this.leases.suspect(key)) {
				this.state.noteAnyway(Notes.sessionLost(key, holder));
				lost.add(key);
			}
			else if (this.leases.phase(key) == Phase.SUSPECT) {
				lost.add(key);
			}
		}
		if (!lost.isEmpty()) {
			SessionDrops.Drop drop = this.drops.add(lost.size(), this.ticker.getAsLong());
			lost.forEach((key) -> this.inquests.open(key, drop));
		}
	}

	/**
	 * Probes again whom it is time to probe again.
	 */
	void tick(long now) {
		this.inquests.tick(now);
		this.trials.tick(now);
		if (!this.drops.isEmpty()) {
			this.drops.tell(this.leases, this.holders.openSessions(), now);
		}
	}

	/**
	 * Notes what a probe has found that an operator asked for.
	 */
	void checked(Target target, Finding finding) {
		InstanceKey key = target.key();
		if (finding == Finding.CONNECTED) {
			this.refusers.forget(key);
			this.trials.forget(key);
		}
		else if (finding == Finding.REFUSED) {
			refused(target);
			this.inquests.hurry(key);
		}
	}

}
