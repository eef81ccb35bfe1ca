package io.movieinfo.registry.server;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

import io.movieinfo.registry.protocol.InstanceKey;
import io.movieinfo.registry.server.lease.Leases;
import io.movieinfo.registry.server.lease.Phase;
import io.movieinfo.registry.server.lease.SessionDrops;
import io.movieinfo.registry.server.probe.Finding;
import io.movieinfo.registry.server.store.StoredInstance;
import org.jspecify.annotations.Nullable;

/**
 * Finds out which suspects are dead, until they give a sign of life or are gone. Each is
 * probed at once, and again now and then: it may be proven dead later. A port that
 * refuses twice proves it, if that port was ever reached for this start of the process,
 * and {@link Refusals} agree; so does a younger instance of the service at the same
 * address and port. Nothing else proves anything. Confined to the writer's thread.
 */
final class Inquests {

	/** How often a port must refuse. */
	private static final int TRIES = 2;

	/**
	 * A process that dies may close its session a moment before its port: it is probed
	 * again this soon, then after twice that, and so on.
	 */
	private static final long SOON_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

	/** The longest of these pauses; from then on it is probed once an interval. */
	private static final long SOON_LIMIT_NANOS = TimeUnit.SECONDS.toNanos(1);

	/** How much less often an instance is probed that is out of routing already. */
	private static final int PATIENCE = 10;

	private final WorkingState state;

	private final Leases leases;

	private final Probes probes;

	private final Trials trials;

	private final Occupants occupants;

	private final Refusers refusers;

	private final Refusals refusals;

	private final LongSupplier ticker;

	private final long interval;

	private final Map<InstanceKey, Suspect> suspects = new HashMap<>();

	Inquests(WorkingState state, Leases leases, Probes probes, Trials trials, Occupants occupants, Refusers refusers,
			Refusals refusals, LongSupplier ticker, long interval) {
		this.state = state;
		this.leases = leases;
		this.probes = probes;
		this.trials = trials;
		this.occupants = occupants;
		this.refusers = refusers;
		this.refusals = refusals;
		this.ticker = ticker;
		this.interval = interval;
	}

	/**
	 * Begins with an instance; begins anew if it had begun already.
	 * @param drop the loss of its session, or {@code null}
	 */
	void open(InstanceKey key, SessionDrops.@Nullable Drop drop) {
		StoredInstance held = this.state.get(key);
		if (held != null) {
			Suspect suspect = new Suspect(Target.of(held), drop);
			this.suspects.put(key, suspect);
			if (!judgeBySuccessor(suspect)) {
				probe(suspect);
			}
		}
	}

	boolean isOpen(InstanceKey key) {
		return this.suspects.containsKey(key);
	}

	/**
	 * Ends without a result: the instance is gone or elsewhere.
	 */
	void close(InstanceKey key) {
		this.suspects.remove(key);
	}

	/**
	 * Ends because the instance is alive, which explains the loss of its session too.
	 */
	void closeAlive(InstanceKey key) {
		Suspect suspect = this.suspects.remove(key);
		if (suspect != null && suspect.drop != null) {
			suspect.drop.explain();
		}
	}

	/**
	 * Looks again at an instance, if it is suspected, to whose place another has come.
	 */
	void replaced(InstanceKey key) {
		Suspect suspect = this.suspects.get(key);
		if (suspect != null) {
			judgeBySuccessor(suspect);
		}
	}

	/**
	 * Has an instance, if it is suspected, probed again as soon as can be.
	 */
	void hurry(InstanceKey key) {
		Suspect suspect = this.suspects.get(key);
		if (suspect != null) {
			suspect.probeAt = this.ticker.getAsLong();
		}
	}

	/**
	 * Probes again whom it is time to probe again.
	 */
	void tick(long now) {
		for (Suspect suspect : List.copyOf(this.suspects.values())) {
			probeIfDue(suspect, now);
		}
	}

	private boolean judgeBySuccessor(Suspect suspect) {
		Target target = suspect.target;
		StoredInstance successor = this.occupants.successor(target);
		if (successor == null || this.trials.isDisproved(target.key())) {
			return false;
		}
		die(suspect, "%s has come to its address and port".formatted(successor.key()));
		return true;
	}

	private void probe(Suspect suspect) {
		StoredInstance held = this.state.get(suspect.target.key());
		// a refusal proves nothing of a port that was never reached
		int tries = (held != null && held.reached()) ? TRIES : 1;
		suspect.probing = true;
		// whose session was lost is likely dead
		Refusals.Round foreseen = (suspect.drop != null && tries == TRIES && !suspect.probedBefore)
				? this.refusals.foresee(suspect.target) : null;
		this.probes.probe(suspect.target, tries, (finding) -> {
			if (isCurrent(suspect)) {
				found(suspect, finding, foreseen);
			}
		});
	}

	private void probeIfDue(Suspect suspect, long now) {
		if (!suspect.probing && !suspect.hopeless && now - suspect.probeAt >= 0) {
			probe(suspect);
		}
	}

	private void found(Suspect suspect, Finding finding, Refusals.@Nullable Round foreseen) {
		Target target = suspect.target;
		StoredInstance held = this.state.get(target.key());
		if (!target.meets(held) || held == null) {
			this.suspects.remove(target.key());
			return;
		}
		if (finding != Finding.REFUSED) {
			if (finding == Finding.CONNECTED) {
				this.refusers.forget(target.key());
			}
			if (finding == Finding.CONNECTED && !held.reached()) {
				this.probes.storeReached(target, () -> this.trials.forget(target.key()));
			}
			suspect.hopeless = finding == Finding.NOT_PROBED;
			provenNothing(suspect);
			return;
		}
		this.refusers.refused(target);
		if (!held.reached()) {
			provenNothing(suspect);
		}
		else {
			this.refusals.judge(target, suspect.doubted, foreseen, (proof) -> {
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
		SessionDrops.Drop drop = suspect.drop;
		if (drop != null && !suspect.probedBefore) {
			drop.provenNothing();
		}
		suspect.probedBefore = true;
		if (drop != null && suspect.soon <= SOON_LIMIT_NANOS && !suspect.hopeless) {
			suspect.probeAt = this.ticker.getAsLong() + suspect.soon;
			this.probes.later(suspect.target, suspect.soon, () -> {
				if (isCurrent(suspect)) {
					probeIfDue(suspect, this.ticker.getAsLong());
				}
			});
			suspect.soon *= 2;
			return;
		}
		boolean out = this.leases.phase(suspect.target.key()) == Phase.LOST;
		suspect.probeAt = this.ticker.getAsLong() + (out ? PATIENCE * this.interval : this.interval);
	}

	private void die(Suspect suspect, String why) {
		InstanceKey key = suspect.target.key();
		// until that is stored, or cannot be
		suspect.probing = false;
		suspect.probeAt = this.ticker.getAsLong() + this.interval;
		this.probes.storeDeath(suspect.target, () -> isCurrent(suspect), why, () -> {
			this.leases.died(key, this.ticker.getAsLong());
			this.suspects.remove(key);
			this.refusers.add(suspect.target);
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

		private long soon = SOON_NANOS;

		Suspect(Target target, SessionDrops.@Nullable Drop drop) {
			this.target = target;
			this.drop = drop;
		}

	}

}
