package io.movieinfo.registry.server;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

import io.movieinfo.registry.protocol.Cause;
import io.movieinfo.registry.protocol.InstanceKey;
import io.movieinfo.registry.server.lease.LeaseSettings;
import io.movieinfo.registry.server.lease.Leases;
import io.movieinfo.registry.server.lease.Phase;
import io.movieinfo.registry.server.lease.SessionDrops;
import io.movieinfo.registry.server.probe.Finding;
import io.movieinfo.registry.server.store.StoredInstance;
import org.jspecify.annotations.Nullable;

/**
 * Instances that have fallen silent or whose session was lost, until they give a sign of
 * life, are proven dead or are gone. Each is probed at once, and again now and then: it
 * may be proven dead later. A port that refuses twice proves it, if that port was ever
 * reached for this start of the process, and {@link Refusals} agree; so does a younger
 * instance of the service at the same address and port. Nothing else proves anything.
 * Confined to the writer's thread.
 */
final class Suspects {

	/** How often a port must refuse. */
	private static final int TRIES = 2;

	/** A process that dies may close its session a moment before its port. */
	private static final long SOON_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

	/** How much less often an instance is probed that is out of routing already. */
	private static final int PATIENCE = 10;

	private final WorkingState state;

	private final Leases leases;

	private final Holders holders;

	private final Probes probes;

	private final Trials trials;

	private final Refusals refusals;

	private final LongSupplier ticker;

	private final long interval;

	private final SessionDrops drops;

	private final Map<InstanceKey, Suspect> suspects = new HashMap<>();

	// who refused, and has not beaten since
	private final Map<InstanceKey, Target> refused = new HashMap<>();

	// who came last to each place
	private final Map<Target.Place, InstanceKey> occupants = new HashMap<>();

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
		this.refusals = new Refusals(probes, state, leases, holders, ticker, this::refused);
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
			this.occupants.put(Target.of(instance).place(), instance.key());
			if (instance.cause() == Cause.CONNECTION_REFUSED) {
				this.refused.put(instance.key(), Target.of(instance));
			}
			else if (instance.foundDead()) {
				suspect(instance.key(), null);
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
		this.refused.remove(key);
		this.trials.forget(key);
		this.trials.add(key);
		InstanceKey before = this.occupants.put(Target.of(instance).place(), key);
		Suspect suspect = (before != null) ? this.suspects.get(before) : null;
		if (suspect != null) {
			judgeByOccupant(suspect);
		}
	}

	/**
	 * Notes that an instance is no longer where it was, because it is gone or has moved.
	 */
	void left(StoredInstance instance) {
		InstanceKey key = instance.key();
		this.occupants.remove(Target.of(instance).place(), key);
		this.suspects.remove(key);
		this.refused.remove(key);
		this.trials.forget(key);
	}

	/**
	 * Notes a sign of life, which disproves a refusal.
	 * @param holder who gave it
	 */
	void alive(InstanceKey key, Holder holder) {
		Suspect suspect = this.suspects.remove(key);
		if (suspect != null && suspect.drop != null) {
			suspect.drop.explain();
		}
		StoredInstance held = this.state.get(key);
		if (this.refused.remove(key) != null && held != null) {
			this.trials.disproved(key, this.ticker.getAsLong() + this.interval);
		}
		if (holder.isLost() && this.leases.suspect(key)) {
			suspect(key, null);
		}
	}

	/**
	 * Whether an instance has refused and has not beaten since.
	 */
	boolean hasRefused(StoredInstance instance) {
		Target target = this.refused.get(instance.key());
		return target != null && target.meets(instance);
	}

	/**
	 * Notes that an instance refused.
	 */
	void refused(Target target) {
		if (target.meets(this.state.get(target.key()))) {
			this.refused.put(target.key(), target);
		}
	}

	/**
	 * Suspects an instance that has fallen silent.
	 */
	void silent(InstanceKey key) {
		if (!this.suspects.containsKey(key)) {
			suspect(key, null);
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
			if (this.leases.suspect(key) || this.leases.phase(key) == Phase.SUSPECT) {
				lost.add(key);
			}
		}
		if (!lost.isEmpty()) {
			SessionDrops.Drop drop = this.drops.add(lost.size(), this.ticker.getAsLong());
			lost.forEach((key) -> suspect(key, drop));
		}
	}

	/**
	 * Probes again whom it is time to probe again.
	 */
	void tick(long now) {
		for (Suspect suspect : List.copyOf(this.suspects.values())) {
			if (!suspect.probing && !suspect.hopeless && now - suspect.probeAt >= 0) {
				probe(suspect);
			}
		}
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
			this.refused.remove(key);
			this.trials.forget(key);
		}
		else if (finding == Finding.REFUSED) {
			refused(target);
			Suspect suspect = this.suspects.get(key);
			if (suspect != null) {
				suspect.probeAt = this.ticker.getAsLong();
			}
		}
	}

	private void suspect(InstanceKey key, SessionDrops.@Nullable Drop drop) {
		StoredInstance held = this.state.get(key);
		if (held != null) {
			Suspect suspect = new Suspect(Target.of(held), drop);
			this.suspects.put(key, suspect);
			if (!judgeByOccupant(suspect)) {
				probe(suspect);
			}
		}
	}

	private boolean judgeByOccupant(Suspect suspect) {
		Target target = suspect.target;
		InstanceKey occupant = this.occupants.get(target.place());
		StoredInstance other = (occupant != null) ? this.state.get(occupant) : null;
		if (other == null || other.incarnation() <= target.incarnation()
				|| !Target.of(other).place().equals(target.place()) || this.trials.isDisproved(target.key())) {
			return false;
		}
		die(suspect, "%s has come to its address and port".formatted(other.key()));
		return true;
	}

	private void probe(Suspect suspect) {
		suspect.probing = true;
		this.probes.probe(suspect.target, (finding) -> {
			if (isCurrent(suspect)) {
				found(suspect, finding);
			}
		});
	}

	private void found(Suspect suspect, Finding finding) {
		Target target = suspect.target;
		StoredInstance held = this.state.get(target.key());
		if (!target.meets(held) || held == null) {
			this.suspects.remove(target.key());
			return;
		}
		if (finding != Finding.REFUSED) {
			if (finding == Finding.CONNECTED) {
				this.refused.remove(target.key());
			}
			if (finding == Finding.CONNECTED && !held.reached()) {
				this.probes.storeReached(target, () -> this.trials.forget(target.key()));
			}
			suspect.hopeless = finding == Finding.NOT_PROBED;
			provenNothing(suspect);
			return;
		}
		refused(target);
		suspect.refusals++;
		if (!held.reached()) {
			provenNothing(suspect);
		}
		else if (suspect.refusals < TRIES) {
			probe(suspect);
		}
		else {
			this.refusals.judge(target, suspect.doubted, (proof) -> {
				if (!proof) {
					suspect.doubted = true;
					provenNothing(suspect);
				}
				else if (isCurrent(suspect)) {
					die(suspect, "%s:%d refuses connections".formatted(target.address(), target.port()));
				}
			});
		}
	}

	private void provenNothing(Suspect suspect) {
		suspect.probing = false;
		suspect.refusals = 0;
		SessionDrops.Drop drop = suspect.drop;
		boolean soon = drop != null && !suspect.probedBefore;
		suspect.probedBefore = true;
		if (drop != null && soon) {
			drop.provenNothing();
		}
		boolean out = this.leases.phase(suspect.target.key()) == Phase.LOST;
		suspect.probeAt = this.ticker.getAsLong()
				+ (soon ? SOON_NANOS : out ? PATIENCE * this.interval : this.interval);
	}

	private void die(Suspect suspect, String why) {
		InstanceKey key = suspect.target.key();
		// until that is stored, or cannot be
		suspect.probing = false;
		suspect.refusals = 0;
		suspect.probeAt = this.ticker.getAsLong() + this.interval;
		this.probes.storeDeath(suspect.target, () -> isCurrent(suspect), why, () -> {
			this.leases.died(key, this.ticker.getAsLong());
			this.suspects.remove(key);
			this.refused.put(key, suspect.target);
			if (suspect.drop != null) {
				suspect.drop.explain();
			}
		});
	}

	private boolean isCurrent(Suspect suspect) {
		return this.suspects.get(suspect.target.key()) == suspect;
	}

	private static final class Suspect {

		private final Target target;

		private final SessionDrops.@Nullable Drop drop;

		private long probeAt;

		private boolean probing;

		private boolean probedBefore;

		private boolean hopeless;

		private boolean doubted;

		private int refusals;

		Suspect(Target target, SessionDrops.@Nullable Drop drop) {
			this.target = target;
			this.drop = drop;
		}

	}

}
