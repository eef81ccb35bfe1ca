package io.movieinfo.registry.client.registration;

import java.time.Duration;
import java.time.Instant;

import io.movieinfo.registry.protocol.InstanceContent;
import io.movieinfo.registry.protocol.InstanceKey;
import io.movieinfo.registry.protocol.InvalidFieldException;
import io.movieinfo.registry.protocol.Problem;
import org.jspecify.annotations.Nullable;

/**
 * An instance that the client keeps registered: again after every lost session, with its
 * latest content and health. Nothing here fails because the registry is away.
 * Thread-safe.
 */
public interface Registration {

	InstanceKey key();

	/**
	 * Returns the content as it was last given.
	 */
	InstanceContent content();

	State state();

	/**
	 * Waits until the registry has confirmed the registration for the first time, at most
	 * the given time. Returns at once when it has refused what would be refused again,
	 * and when the registration is over. Never throws; an interrupted caller returns at
	 * once, still interrupted.
	 * @return whether it was confirmed
	 */
	boolean awaitRegistered(Duration limit);

	/**
	 * Returns what the registry last refused the registration with, or {@code null} if it
	 * has not, or has accepted it since.
	 */
	@Nullable Problem refusal();

	/**
	 * Returns the health as it is reported, after damping: what is bad counts at once;
	 * after cause {@code reported} it takes two good evaluations in a row to be healthy
	 * again; after {@code not-ready} comes what there was before, or the next evaluation.
	 * {@code UNKNOWN} before the first one.
	 */
	HealthStatus health();

	/**
	 * Returns the incarnation that the registry has last confirmed, the revision that
	 * committed this start of the instance; {@code null} if it has confirmed none yet.
	 */
	@Nullable Long incarnation();

	/**
	 * Returns when the registry has last confirmed the registration or an update of it,
	 * by this process's clock; {@code null} if it has not yet.
	 */
	@Nullable Instant confirmedAt();

	/**
	 * Returns how far a drain is, or {@code null} if there is none.
	 */
	@Nullable DrainStatus drainStatus();

	/**
	 * Has the health evaluated as soon as possible, and reported at once if it has
	 * changed. Never blocks. An evaluation that is under way may have looked too early:
	 * another one follows it.
	 */
	void checkHealthNow();

	/**
	 * Replaces the content; sent at once, or with the next session. Never blocks. What
	 * the registry refuses is logged, and the content that it had accepted stays. Without
	 * effect after the end of the registration.
	 * @param content the new content, of the same namespace, name and id
	 * @throws InvalidFieldException if it is another instance's content, or its message
	 * would exceed the largest frame
	 */
	void update(InstanceContent content);

	/**
	 * Takes the instance out of its callers' sight, because it is about to stop: the
	 * registry tells everybody that it is draining. It stays registered, with heartbeats
	 * and with the health that it has, until it is deregistered or {@link #endDrain}
	 * takes that back; what it is still asked to do it does. Idempotent; a drain that is
	 * over is asked for again, in case that an operator has taken it back.
	 * <p>
	 * Waits until all who watch the service have acknowledged that and what they had sent
	 * before has had time to arrive. Waits for half a second more than the limit at most,
	 * whatever the registry does; not at all without a session, or on a limit of zero.
	 * Never throws; an interrupted caller returns at once, still interrupted. What the
	 * registry has never heard of is deregistered.
	 * @param limit how long to wait for the others; more than five minutes count as five
	 * minutes
	 * @return whether the registry has confirmed that nobody sends this instance requests
	 * any more; {@code false} also if the registry is of a version that cannot tell
	 */
	boolean drain(Duration limit);

	/**
	 * Takes a drain back: the instance is registered anew, at once or with the next
	 * session, with the content that it has and the health that it has by now. To the
	 * registry and to callers that is a new start of it, with another incarnation. Never
	 * blocks; who still waits for the drain learns that it is not acknowledged. Without
	 * effect if there is no drain, and after the end of the registration.
	 */
	void endDrain();

	/**
	 * Ends the registration: no more health checks, no more re-registration. Idempotent.
	 * <p>
	 * Waits until the registry has confirmed it, at most the given time, and not at all
	 * without a session; if it was not confirmed and the client finds its way back before
	 * it is closed, the registry is told then. Never throws; an interrupted caller
	 * returns at once, still interrupted.
	 * @param timeout the longest wait
	 * @return whether the registry has confirmed that this registration is over, or never
	 * heard of it
	 */
	boolean deregister(Duration timeout);

	/**
	 * How far a registration is.
	 */
	enum State {

		/** Asked for, and not yet confirmed in the present session, if there is one. */
		REGISTERING,
		/** Confirmed by the registry. */
		REGISTERED,
		/** A newer process has this id; this one does not register it any more. */
		SUPERSEDED,
		/** Over, as asked for. */
		DEREGISTERED

	}

}
