package io.movieinfo.sample.simulation;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;

import io.movieinfo.registry.protocol.Cause;
import io.movieinfo.registry.protocol.ClientMessage;
import io.movieinfo.registry.protocol.InstanceContent;
import io.movieinfo.registry.protocol.InstanceKey;
import io.movieinfo.registry.server.lease.LeaseSettings;
import io.movieinfo.registry.server.store.StoreBatch;
import io.movieinfo.registry.server.store.StoredInstance;
import org.jspecify.annotations.Nullable;

/**
 * Judges what the server decides about instances, commit by commit: nobody who beats is
 * taken for dead, nobody is removed but for a reason, and what was superseded stays so.
 */
final class LeaseJudge {

	/** Longer stalls of itself a server has to notice. */
	private static final long NOTICED_STALL = 3_000_000_000L;

	private final LongSupplier ticker;

	private final LeaseSettings leases;

	private final History history;

	private final Map<String, Life> lives = new HashMap<>();

	private final Map<InstanceKey, Set<String>> former = new HashMap<>();

	private long serverStart;

	private long stalled;

	private long stallEnd;

	LeaseJudge(LongSupplier ticker, LeaseSettings leases, History history) {
		this.ticker = ticker;
		this.leases = leases;
		this.history = history;
	}

	void serverStarts() {
		this.serverStart = awake();
	}

	/**
	 * The server's process stands still for a while from now on.
	 */
	void stalls(long nanos) {
		if (nanos >= NOTICED_STALL) {
			this.stalled += nanos;
			this.stallEnd = this.ticker.getAsLong() + nanos;
		}
	}

	/**
	 * The server's process dies, and with it its stall.
	 */
	void serverDies() {
		this.stalled -= Math.max(0, this.stallEnd - this.ticker.getAsLong());
		this.stallEnd = 0;
	}

	/**
	 * Whether the hold after the server's start is over.
	 */
	boolean isHoldOver() {
		return awake() - this.serverStart >= this.leases.startHold().toNanos();
	}

	/**
	 * Nobody listened at the port of a start's instance.
	 */
	void refused(String startId) {
		life(startId).refused = true;
	}

	/**
	 * The port of a start's instance was reached.
	 */
	void reached(String startId) {
		life(startId).reached = true;
	}

	boolean isReached(String startId) {
		return life(startId).reached;
	}

	/**
	 * Takes what a server reads.
	 */
	void serverReads(WireRecord wire, ClientMessage message) {
		if (message instanceof ClientMessage.Register register) {
			wire.registered.add(register.startId());
			Life life = life(register.startId());
			life.said.add(register.content());
			life.askedAt = this.ticker.getAsLong();
			heard(register.startId());
		}
		else if (message instanceof ClientMessage.Update update) {
			life(update.startId()).said.add(update.content());
		}
		else if (message instanceof ClientMessage.Drain drain) {
			life(drain.startId()).drains = true;
		}
		else if (message instanceof ClientMessage.Deregister deregister) {
			Life life = life(deregister.startId());
			life.leaves = true;
			life.leftAt = this.ticker.getAsLong();
			wire.registered.remove(deregister.startId());
		}
		else if (message instanceof ClientMessage.Heartbeat) {
			wire.registered.forEach(this::heard);
		}
	}

	/**
	 * Judges a commit before it becomes history.
	 */
	void committing(String epoch, StoreBatch batch) {
		for (InstanceKey removed : batch.removals()) {
			StoredInstance before = this.history.latest(epoch, removed);
			if (before != null) {
				removes(before);
			}
			this.former.remove(removed);
		}
		for (StoredInstance put : batch.puts()) {
			puts(this.history.latest(epoch, put.key()), put);
		}
	}

	/**
	 * A store without state has no memory of earlier starts either.
	 */
	void storeIsLost() {
		this.former.clear();
	}

	private void removes(StoredInstance before) {
		Life life = life(before.startId());
		if (!life.leaves && !isSilentFor(life, this.leases.evictAfter().toNanos()) && !hasPassedThrough(before.key())) {
			throw new Violation("%s (%s) is removed, though it has beaten %.3f s ago and did not ask for it"
				.formatted(before.key(), before.startId(), (awake() - life.heard) / 1e9));
		}
	}

	/**
	 * Whether a successor has come and gone within one commit, which shows the end only.
	 */
	private boolean hasPassedThrough(InstanceKey key) {
		long now = this.ticker.getAsLong();
		Set<String> former = this.former.getOrDefault(key, Set.of());
		return this.lives.entrySet().stream().filter((entry) -> !former.contains(entry.getKey())).anyMatch((entry) -> {
			Life life = entry.getValue();
			return life.leftAt == now && life.askedAt == now
					&& life.said.stream().anyMatch((content) -> content.key().equals(key));
		});
	}

	private void puts(@Nullable StoredInstance before, StoredInstance put) {
		Life life = life(put.startId());
		Set<String> former = this.former.computeIfAbsent(put.key(), (key) -> new HashSet<>());
		if (before != null && isRegisteredAnew(before, put)) {
			former.clear();
		}
		else if (before != null && !before.startId().equals(put.startId())) {
			former.add(before.startId());
		}
		if (former.contains(put.startId())) {
			throw new Violation("%s is held by %s again, which was superseded".formatted(put.key(), put.startId()));
		}
		if (!life.said.contains(put.content())) {
			throw new Violation("nobody ever said " + put.content());
		}
		if (put.draining() && !life.drains) {
			throw new Violation("%s (%s) never asked to be drained".formatted(put.key(), put.startId()));
		}
		if (before == null || before.cause() != put.cause()) {
			found(put, life);
		}
	}

	/**
	 * Whether an instance was removed and registered again within one commit, which shows
	 * the end only. Earlier starts are forgotten then.
	 */
	private boolean isRegisteredAnew(StoredInstance before, StoredInstance put) {
		return !put.startIds().containsAll(before.startIds())
				&& (life(before.startId()).leaves || hasPassedThrough(put.key()));
	}

	private void found(StoredInstance put, Life life) {
		if (put.cause() == Cause.LEASE && !(isSilentFor(life, this.leases.ttl().toNanos()) && isHoldOver())) {
			throw new Violation(
					"%s (%s) has no lease any more, though it has beaten %.3f s ago, the server's start %.3f s"
						.formatted(put.key(), put.startId(), (awake() - life.heard) / 1e9,
								(awake() - this.serverStart) / 1e9));
		}
		if (put.cause() == Cause.CONNECTION_REFUSED && !life.refused) {
			throw new Violation("%s (%s) is taken for dead, though its port never refused anybody".formatted(put.key(),
					put.startId()));
		}
	}

	private boolean isSilentFor(Life life, long nanos) {
		return awake() - Math.max(life.heard, this.serverStart) >= nanos;
	}

	private void heard(String startId) {
		life(startId).heard = awake();
	}

	private long awake() {
		return this.ticker.getAsLong() - this.stalled;
	}

	private Life life(String startId) {
		return this.lives.computeIfAbsent(startId, (key) -> new Life());
	}

	/**
	 * One start of an instance.
	 */
	private static final class Life {

		private final Set<InstanceContent> said = new HashSet<>();

		private long heard;

		private boolean drains;

		private boolean leaves;

		/** When it asked to be registered, and to be deregistered. */
		private long askedAt;

		private long leftAt;

		private boolean refused;

		private boolean reached;

	}

}
