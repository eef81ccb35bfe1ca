package io.movieinfo.registry.server;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.LongSupplier;

import io.movieinfo.registry.protocol.Cause;
import io.movieinfo.registry.protocol.Cursor;
import io.movieinfo.registry.protocol.Health;
import io.movieinfo.registry.protocol.InstanceContent;
import io.movieinfo.registry.protocol.InstanceKey;
import io.movieinfo.registry.server.journal.Note;
import io.movieinfo.registry.server.lease.Leases;
import io.movieinfo.registry.server.lease.Phase;
import io.movieinfo.registry.server.store.StoredInstance;
import io.movieinfo.registry.server.watch.Change;
import org.jspecify.annotations.Nullable;

/**
 * The rules of registration: who may change an instance, and what becomes of it. A start
 * id fences all that came before it under the same instance id. Confined to the writer's
 * thread.
 */
final class Registrations {

	/** What start ids begin with that the registry has made itself. */
	static final String START_ID_PREFIX = "registry:";

	private final String epoch;

	private final WorkingState state;

	private final Leases leases;

	private final Holders holders;

	private final Suspects suspects;

	private final LongSupplier ticker;

	private final Clock clock;

	Registrations(String epoch, WorkingState state, Leases leases, Holders holders, Suspects suspects,
			LongSupplier ticker, Clock clock) {
		this.epoch = epoch;
		this.state = state;
		this.leases = leases;
		this.holders = holders;
		this.suspects = suspects;
		this.ticker = ticker;
		this.clock = clock;
	}

	Registered register(InstanceContent content, @Nullable String startId, @Nullable Health health,
			@Nullable Cause cause, Holder holder) {
		StoredInstance held = this.state.get(content.key());
		if (held == null || (startId != null && !held.startIds().contains(startId))) {
			return begin(content, (startId != null) ? startId : START_ID_PREFIX + UUID.randomUUID(), held,
					(health != null) ? health : Health.HEALTHY, cause, holder);
		}
		refuseSuperseded(held, startId);
		return replace(held, content, health, cause, holder);
	}

	Registered update(InstanceContent content, String startId, Holder holder) {
		return replace(held(content.key(), startId), content, null, null, holder);
	}

	Cursor heartbeat(InstanceKey key, @Nullable String startId, @Nullable Health health, @Nullable Cause cause,
			Holder holder) {
		StoredInstance held = held(key, startId);
		return replace(held, held.content(), health, cause, holder).cursor();
	}

	void drain(InstanceKey key, @Nullable String startId, Holder holder) {
		StoredInstance held = held(key, startId);
		boolean own = isOwn(held, startId);
		if (!own) {
			refuseAlive(held);
		}
		StoredInstance draining = held.withDraining(true);
		StoredInstance after = own ? withReport(draining, null, null) : draining;
		if (!after.equals(held)) {
			this.state.put(after, held.draining() ? Change.Kind.HEALTH : Change.Kind.DRAINING);
			if (held.draining()) {
				noteReport(held, after);
			}
			else {
				this.state.note(Notes.draining(key));
			}
		}
		if (own) {
			renewWhenAccepted(key, holder);
		}
	}

	boolean deregister(InstanceKey key, @Nullable String startId) {
		StoredInstance held = this.state.get(key);
		if (held == null) {
			return false;
		}
		// a start id that is not known any more was fenced just the same
		refuseSuperseded(held, startId);
		boolean own = isOwn(held, startId);
		if (!own) {
			refuseAlive(held);
		}
		remove(key, Change.Kind.DEREGISTERED);
		this.state.note(Notes.deregistered(key, own));
		return true;
	}

	/**
	 * Removes a listed instance, and all that is known of its life.
	 */
	void remove(InstanceKey key, Change.Kind kind) {
		StoredInstance held = this.state.get(key);
		this.state.remove(key, this.clock.instant(), kind);
		this.state.whenAccepted(() -> {
			this.leases.remove(key);
			this.holders.remove(key);
			if (held != null) {
				this.suspects.left(held);
			}
		});
	}

	/**
	 * Renews an instance's lease, if that start still holds it, though what else came
	 * with the sign of life could not be stored.
	 */
	void renew(InstanceKey key, @Nullable String startId, Holder holder) {
		StoredInstance held = this.state.get(key);
		if (held != null && (startId == null || held.startId().equals(startId))) {
			boolean undisproved = held.reached() && this.suspects.hasRefused(held);
			renew(key, holder, this.ticker.getAsLong());
			if (undisproved) {
				// the next sign of life tries to store it again
				this.suspects.refused(Target.of(held));
			}
		}
	}

	/**
	 * Refuses to go on if an instance may still send heartbeats.
	 */
	void refuseAlive(StoredInstance held) {
		if (!held.foundDead()
				&& (this.state.hasHeard(held.key()) || !this.leases.over(held.key(), this.ticker.getAsLong()))) {
			throw new StillAliveException(held.key());
		}
	}

	private Registered begin(InstanceContent content, String startId, @Nullable StoredInstance held, Health health,
			@Nullable Cause cause, Holder holder) {
		InstanceKey key = content.key();
		long incarnation = this.state.nextRevision();
		List<String> startIds = new ArrayList<>((held != null) ? held.startIds() : List.of());
		startIds.add(startId);
		if (startIds.size() > StoredInstance.MAX_START_IDS) {
			startIds.remove(0);
		}
		StoredInstance begun = new StoredInstance(content, health, causeOf(health, cause), false, incarnation, startIds,
				false);
		this.state.put(begun, (held != null) ? Change.Kind.REPLACED : Change.Kind.REGISTERED);
		renewWhenAccepted(key, holder);
		this.state.whenAccepted(() -> settle(held, begun));
		this.state.note((held != null) ? Notes.replaced(held, begun, holder) : Notes.registered(begun, holder));
		return new Registered(key, startId, incarnation, cursor(), held == null);
	}

	private Registered replace(StoredInstance held, InstanceContent content, @Nullable Health health,
			@Nullable Cause cause, Holder holder) {
		InstanceKey key = held.key();
		StoredInstance after = withReport(held.withContent(content), health, cause);
		if (!after.equals(held)) {
			this.state.put(after, content.equals(held.content()) ? Change.Kind.HEALTH : Change.Kind.UPDATED);
			noteReport(held, after);
		}
		renewWhenAccepted(key, holder);
		if (!Target.of(after).equals(Target.of(held))) {
			this.state.whenAccepted(() -> settle(held, after));
		}
		return new Registered(key, after.startId(), after.incarnation(), cursor(), false);
	}

	/**
	 * An instance is at another address or port, or there anew.
	 */
	private void settle(@Nullable StoredInstance before, StoredInstance after) {
		if (before != null) {
			this.suspects.left(before);
		}
		this.suspects.arrived(after);
	}

	private StoredInstance withReport(StoredInstance held, @Nullable Health health, @Nullable Cause cause) {
		// what the registry found out itself is disproved by this sign of life
		StoredInstance alive = (held.cause() == Cause.CONNECTION_REFUSED || this.suspects.hasRefused(held))
				? held.withReached(false) : held;
		if (health != null) {
			return alive.withHealth(health, causeOf(health, cause));
		}
		return held.foundDead() ? alive.withHealth(Health.HEALTHY, null) : alive;
	}

	private static @Nullable Cause causeOf(Health health, @Nullable Cause cause) {
		if (health != Health.UNHEALTHY) {
			return null;
		}
		return (cause != null) ? cause : Cause.REPORTED;
	}

	private StoredInstance held(InstanceKey key, @Nullable String startId) {
		StoredInstance held = this.state.get(key);
		if (held == null || (startId != null && !held.startIds().contains(startId))) {
			throw new RegisterAgainException(key);
		}
		refuseSuperseded(held, startId);
		return held;
	}

	/**
	 * Whether who names a start id, or none, speaks for the instance itself: without one
	 * only those do whose registration had none.
	 */
	private static boolean isOwn(StoredInstance held, @Nullable String startId) {
		return startId != null || held.startId().startsWith(START_ID_PREFIX);
	}

	private static void refuseSuperseded(StoredInstance held, @Nullable String startId) {
		if (startId != null && !held.startId().equals(startId)) {
			throw new SupersededException(held.key(), held.incarnation());
		}
	}

	private void renewWhenAccepted(InstanceKey key, Holder holder) {
		long now = this.ticker.getAsLong();
		this.state.hear(key);
		this.state.whenAccepted(() -> renew(key, holder, now));
	}

	private void renew(InstanceKey key, Holder holder, long now) {
		Phase before = this.leases.renew(key, now);
		if (before == Phase.SUSPECT || before == Phase.HELD) {
			this.state.noteAnyway(Notes.heard(key, before == Phase.HELD));
		}
		this.holders.seen(key, holder, now);
		this.suspects.alive(key, holder);
	}

	private void noteReport(StoredInstance before, StoredInstance after) {
		Note note = Notes.reported(before, after);
		if (note != null) {
			this.state.note(note);
		}
	}

	private Cursor cursor() {
		return new Cursor(this.epoch, this.state.revision());
	}

}
