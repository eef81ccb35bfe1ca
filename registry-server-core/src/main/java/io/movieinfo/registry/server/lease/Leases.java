package io.movieinfo.registry.server.lease;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import io.movieinfo.registry.protocol.InstanceKey;
import io.movieinfo.registry.protocol.ServiceKey;
import org.jspecify.annotations.Nullable;

/**
 * The leases of all instances, and which of them have come to an end. What has run out or
 * is to be evicted stays due until its owner says what became of it; what the mass-expiry
 * guard holds back is not due until the guard releases.
 * <p>
 * All times are nanoseconds of one monotonic ticker. Not thread-safe; nothing blocks.
 */
public final class Leases {

	/** A gap between two {@link #observe observations} that is no stall yet. */
	private static final long USUAL_GAP_NANOS = TimeUnit.MILLISECONDS.toNanos(1100);

	/** How often it is looked whether the guard can release. */
	private static final long RECONSIDER_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

	private final long ttl;

	private final long suspectAfter;

	private final long evictAfter;

	private final Census census = new Census();

	private final Guard guard;

	private final LeaseQueue leases = new LeaseQueue(this.census);

	private final long startedAt;

	private long observed;

	private long holdEnd;

	private long reconsidered;

	private long lastNumber;

	/**
	 * Creates an empty set of leases, and begins the start hold.
	 * @param settings how long silence is borne
	 * @param guard how much of it is held back
	 * @param now the ticker's time
	 */
	public Leases(LeaseSettings settings, GuardSettings guard, long now) {
		this.ttl = settings.ttl().toNanos();
		this.suspectAfter = settings.suspectAfter().toNanos();
		this.evictAfter = settings.evictAfter().toNanos();
		this.guard = new Guard(guard, this.census, this.ttl, now);
		this.startedAt = now;
		this.observed = now;
		this.reconsidered = now;
		this.holdEnd = now + settings.startHold().toNanos();
	}

	/**
	 * Notes the time. If much more of it has passed since the last observation than
	 * usual, this process was stalled and could not hear heartbeats: all deadlines move
	 * by the delay.
	 * @return by how many nanoseconds they moved, usually 0
	 */
	public long observe(long now) {
		long gap = now - this.observed;
		this.observed = now;
		if (gap <= USUAL_GAP_NANOS) {
			return 0;
		}
		this.holdEnd += gap;
		this.guard.move(gap);
		this.leases.move(gap);
		return gap;
	}

	/**
	 * Whether the start hold is still on.
	 */
	public boolean holding(long now) {
		return now - this.holdEnd < 0;
	}

	/**
	 * Takes over the lease of an instance from before the start.
	 * @param found what the registry found out of it then: {@link Phase#ALIVE} for
	 * nothing
	 */
	public void restore(InstanceKey key, Phase found, long now) {
		Lease lease = renewed(this.leases.get(key), key, now);
		if (found != Phase.ALIVE) {
			end(lease, found, Math.max(now, this.holdEnd));
		}
	}

	/**
	 * Renews an instance's lease, or begins it.
	 * @return what had become of it before, or {@code null} if there was none
	 */
	public @Nullable Phase renew(InstanceKey key, long now) {
		Lease lease = this.leases.get(key);
		Phase before = (lease != null) ? lease.phase : null;
		renewed(lease, key, now);
		return before;
	}

	/**
	 * Says what has become of an instance's lease, or {@code null} if it has none.
	 */
	public @Nullable Phase phase(InstanceKey key) {
		Lease lease = this.leases.get(key);
		return (lease != null) ? lease.phase : null;
	}

	/**
	 * Whether an instance's lease has run out, or it has none.
	 */
	public boolean over(InstanceKey key, long now) {
		Lease lease = this.leases.get(key);
		return lease == null || lease.phase.over() || now - lease.endsAt >= 0;
	}

	/**
	 * Suspects an instance whose lease is alive before its time, because its session was
	 * lost.
	 * @return whether its lease was alive
	 */
	public boolean suspect(InstanceKey key) {
		Lease lease = this.leases.get(key);
		if (lease == null || lease.phase != Phase.ALIVE) {
			return false;
		}
		this.census.move(lease, Phase.SUSPECT);
		return true;
	}

	/**
	 * Notes that a lease has run out and that everybody was told: from now on the
	 * instance waits for its eviction.
	 */
	public void ranOut(InstanceKey key, long now) {
		Lease lease = this.leases.get(key);
		if (lease != null) {
			end(lease, Phase.LOST, now);
		}
	}

	/**
	 * Notes that an instance was proven dead and that everybody was told: from now on it
	 * waits for its eviction, which nothing holds back.
	 */
	public void died(InstanceKey key, long now) {
		Lease lease = this.leases.get(key);
		if (lease == null || lease.phase == Phase.DEAD) {
			return;
		}
		if (lease.phase == Phase.LOST && !lease.evictionHeld) {
			this.census.move(lease, Phase.DEAD);
		}
		else {
			end(lease, Phase.DEAD, now);
		}
	}

	/**
	 * Ends an instance's lease, if it has one.
	 */
	public void remove(InstanceKey key) {
		this.leases.remove(key);
	}

	/**
	 * Returns what is due, longest first. What has run out or is to be evicted is
	 * returned again next time, unless it was renewed, {@link #ranOut has run out} or was
	 * removed meanwhile.
	 * @param max how many at most
	 */
	public List<Due> due(long now, int max) {
		this.census.clearRunning();
		return this.leases.due(now, max, (lease) -> decide(lease, now));
	}

	/**
	 * Lets the guard look whether its time is over, now and then.
	 * @return whether it held and released anything
	 */
	public boolean reconsider(long now) {
		if (!this.guard.engaged() || now - this.reconsidered < RECONSIDER_NANOS) {
			return false;
		}
		this.reconsidered = now;
		this.guard.reconsider(this.leases.all(), now);
		return restart(now, false);
	}

	/**
	 * Releases the guard because an operator says so. What is silent for another TTL from
	 * then on runs out whatever the limits.
	 */
	public void release(long now) {
		this.guard.release(now);
		restart(now, true);
	}

	/**
	 * Notes how many sessions were lost within one heartbeat interval without proof.
	 * @param sessions how many there were
	 */
	public void sessionsDropped(int dropped, int sessions, long now) {
		if (!holding(now)) {
			this.guard.sessionsDropped(dropped, sessions, this.lastNumber, now);
		}
	}

	/**
	 * How many instances are listed.
	 */
	public int size() {
		return this.leases.size();
	}

	/**
	 * Returns how many run-out leases the guard holds back, by service; without those of
	 * which it holds none.
	 */
	public Map<ServiceKey, Integer> held() {
		return this.census.held();
	}

	/**
	 * Returns what the guard does.
	 */
	public GuardState guard(long now) {
		GuardState state = this.guard.state(now);
		return !holding(now) ? state
				: new GuardState(true, Set.of(GuardReason.START), "the registry has just started",
						Duration.ofNanos(now - this.startedAt), state.instances(), state.lost(), state.allowed(),
						state.held(), state.services());
	}

	private Due.@Nullable Kind decide(Lease lease, long now) {
		ServiceKey service = lease.key.service();
		if (lease.phase == Phase.DEAD) {
			return Due.Kind.EVICT;
		}
		if (lease.phase == Phase.LOST) {
			lease.evictionHeld = this.guard.holds(service);
			return lease.evictionHeld ? null : Due.Kind.EVICT;
		}
		if (now - lease.endsAt < 0) {
			this.census.move(lease, Phase.SUSPECT);
			return Due.Kind.SUSPECT;
		}
		if (!lease.admitted && !this.guard.admits(service, this.lastNumber, now)) {
			this.census.move(lease, Phase.HELD);
			return Due.Kind.HELD;
		}
		lease.admitted = true;
		this.census.addRunning(lease);
		return Due.Kind.RUN_OUT;
	}

	private Lease renewed(@Nullable Lease lease, InstanceKey key, long now) {
		long suspectAt = now + this.suspectAfter;
		long endsAt = Math.max(now + this.ttl, this.holdEnd);
		if (lease == null) {
			lease = new Lease(key, ++this.lastNumber, Phase.ALIVE);
			this.leases.add(lease, suspectAt, endsAt);
		}
		else if (lease.phase != Phase.ALIVE) {
			// it has its place too far back in the queue
			return this.leases.replace(lease, Phase.ALIVE, suspectAt, endsAt);
		}
		lease.suspectAt = suspectAt;
		lease.endsAt = endsAt;
		lease.admitted = false;
		return lease;
	}

	private void end(Lease lease, Phase phase, long now) {
		this.leases.replace(lease, phase, now, now + this.evictAfter);
	}

	/**
	 * Begins anew with what the guard does not hold any longer, spread over one TTL:
	 * evictions first, so that what is silent for good makes room, then the leases.
	 */
	private boolean restart(long now, boolean approved) {
		List<Lease> evictions = new ArrayList<>();
		List<Lease> held = new ArrayList<>();
		for (Lease lease : this.leases.all()) {
			if (lease.isHeld() && !this.guard.holds(lease.key.service())) {
				(lease.evictionHeld ? evictions : held).add(lease);
			}
		}
		this.leases.spread(evictions, Phase.LOST, now, this.ttl, false);
		this.leases.spread(held, Phase.SUSPECT, now + this.ttl, this.ttl, approved);
		return !evictions.isEmpty() || !held.isEmpty();
	}

}
