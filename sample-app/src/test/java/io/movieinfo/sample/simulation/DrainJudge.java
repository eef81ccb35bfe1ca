package io.movieinfo.sample.simulation;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.LongSupplier;

import io.movieinfo.registry.protocol.ClientMessage;
import io.movieinfo.registry.protocol.Cursor;
import io.movieinfo.registry.protocol.InstanceKey;
import io.movieinfo.registry.protocol.ServerMessage;
import io.movieinfo.registry.protocol.ServiceKey;

/**
 * Judges the answers to drains: not before everybody who lives and has been told to has
 * acknowledged, and never after the limit.
 */
final class DrainJudge {

	/** After so much silence nobody waits for a watcher. */
	private static final long LIVE = 4_500_000_000L;

	/** What is on its way after the last acknowledgement gets so long. */
	private static final long ARRIVAL = 250_000_000L;

	/** How much later than its limit an answer may be. */
	private static final long BOUND = 300_000_000L;

	private final LongSupplier ticker;

	private final Set<WireRecord> open = new LinkedHashSet<>();

	private long disturbedUntil;

	DrainJudge(LongSupplier ticker) {
		this.ticker = ticker;
	}

	void opened(WireRecord wire) {
		this.open.add(wire);
	}

	void closed(WireRecord wire) {
		this.open.remove(wire);
	}

	/**
	 * For a while the server cannot do what it has promised in time.
	 */
	void disturbed(long nanos) {
		this.disturbedUntil = Math.max(this.disturbedUntil, this.ticker.getAsLong() + nanos);
	}

	/**
	 * Takes what a server reads.
	 */
	void serverReads(WireRecord wire, ClientMessage message) {
		long now = this.ticker.getAsLong();
		wire.heard(now, LIVE);
		if (message instanceof ClientMessage.Watch watch) {
			wire.serverWatches.put(watch.seq(),
					new WireRecord.ServerWatch(new ServiceKey("default", watch.service()), now));
		}
		else if (message instanceof ClientMessage.Unwatch unwatch) {
			wire.serverWatches.remove(unwatch.watch());
		}
		else if (message instanceof ClientMessage.Ack ack) {
			WireRecord.ServerWatch watch = wire.serverWatches.get(ack.watch());
			if (watch != null && !ack.underWay()) {
				acknowledged(watch, ack.cursor(), now);
			}
		}
		else if (message instanceof ClientMessage.Drain drain) {
			InstanceKey key = new InstanceKey(new ServiceKey("default", drain.name()), drain.id());
			wire.drains.put(drain.seq(), new WireRecord.Drain(key, drain, now));
		}
	}

	/**
	 * Takes what a server sends.
	 */
	void serverSends(WireRecord wire, ServerMessage message) {
		if (message instanceof ServerMessage.Refused refused && refused.re() != null) {
			wire.drains.remove(refused.re());
		}
		else if (message instanceof ServerMessage.Drained drained) {
			WireRecord.Drain drain = wire.drains.remove(drained.re());
			if (drain == null) {
				throw new Violation("nobody asked for " + drained);
			}
			checkLimit(wire, drain);
			if (drained.pending() == 0 && drain.message().limitMillis() > 0) {
				this.open.stream()
					.filter((other) -> other != wire)
					.forEach((other) -> checkSeen(other, drain, drained));
			}
		}
	}

	/**
	 * Checks that every drain was answered through connections that are still open.
	 */
	void checkSettled() {
		for (WireRecord wire : this.open) {
			if (!wire.drains.isEmpty()) {
				throw new Violation("%s was never answered".formatted(wire.drains));
			}
		}
	}

	private void checkLimit(WireRecord wire, WireRecord.Drain drain) {
		long now = this.ticker.getAsLong();
		long latest = drain.askedAt() + drain.message().limitMillis() * 1_000_000 + BOUND;
		boolean disturbed = this.disturbedUntil >= drain.askedAt() || wire.heldUpAt >= drain.askedAt();
		if (now > latest && !disturbed) {
			throw new Violation("%s was answered after %.3f s".formatted(drain, (now - drain.askedAt()) / 1e9));
		}
	}

	private void checkSeen(WireRecord other, WireRecord.Drain drain, ServerMessage.Drained drained) {
		long now = this.ticker.getAsLong();
		if (now - other.heardAt > LIVE || other.liveSince > drain.askedAt()) {
			return;
		}
		for (WireRecord.ServerWatch watch : other.serverWatches.values()) {
			if (watch.service.equals(drain.key().service()) && watch.begun < drain.askedAt()) {
				Cursor seen = watch.acknowledged;
				if (seen == null || !seen.sameEpoch(drained.cursor())
						|| seen.revision() < drained.cursor().revision()) {
					throw new Violation("%s is drained at %s, but %s has acknowledged %s only".formatted(drain.key(),
							drained.cursor(), other, seen));
				}
				boolean limitOver = now - drain.askedAt() >= drain.message().limitMillis() * 1_000_000;
				if (watch.acknowledgedAt > drain.askedAt() && now - watch.acknowledgedAt < ARRIVAL && !limitOver
						&& seen.equals(drained.cursor())) {
					throw new Violation("%s is drained %.3f s after %s has acknowledged it".formatted(drain.key(),
							(now - watch.acknowledgedAt) / 1e9, other));
				}
			}
		}
	}

	private static void acknowledged(WireRecord.ServerWatch watch, Cursor cursor, long now) {
		Cursor before = watch.acknowledged;
		if (before == null || !before.sameEpoch(cursor) || before.revision() < cursor.revision()) {
			watch.acknowledged = cursor;
			watch.acknowledgedAt = now;
		}
	}

}
