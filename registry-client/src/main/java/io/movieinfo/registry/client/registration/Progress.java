package io.movieinfo.registry.client.registration;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;

import io.movieinfo.registry.client.registration.Registration.State;
import io.movieinfo.registry.client.transport.ClientThread;
import io.movieinfo.registry.protocol.InstanceKey;
import io.movieinfo.registry.protocol.Problem;
import org.jspecify.annotations.Nullable;

/**
 * How far a registration is, and what the registry has said to it. Thread-safe.
 */
final class Progress {

	private final InstanceKey key;

	private final Runnable over;

	private final AtomicReference<State> state = new AtomicReference<>(State.REGISTERING);

	private final Confirmation firstAnswer = new Confirmation();

	private volatile @Nullable Problem refusal;

	private volatile @Nullable Confirmed confirmed;

	/**
	 * Creates the progress of a registration that is asked for.
	 * @param over called once, on any thread, when it is not kept any more
	 */
	Progress(InstanceKey key, Runnable over) {
		this.key = key;
		this.over = over;
	}

	State state() {
		return Objects.requireNonNull(this.state.get());
	}

	boolean isKept() {
		return isKept(state());
	}

	/**
	 * Returns what the registry refuses it with, or {@code null} if it does not.
	 */
	@Nullable Problem refusal() {
		return this.refusal;
	}

	/**
	 * Returns what the registry has last confirmed, or {@code null} if nothing yet.
	 */
	@Nullable Confirmed confirmed() {
		return this.confirmed;
	}

	/**
	 * Waits for the registry's first answer that is final, at most the given time.
	 * @return whether the registration is, or was, confirmed
	 */
	boolean awaitFirstAnswer(Duration limit, ClientThread thread) {
		return this.firstAnswer.await(limit, thread, this.key + " is registered");
	}

	/**
	 * The registry has confirmed it.
	 * @return whether that is news
	 */
	boolean confirmed(Confirmed now) {
		this.confirmed = now;
		this.refusal = null;
		boolean news = this.state.compareAndSet(State.REGISTERING, State.REGISTERED);
		this.firstAnswer.complete(true);
		return news;
	}

	/**
	 * It is not confirmed any more, and to be asked for again.
	 */
	void lost() {
		this.state.compareAndSet(State.REGISTERED, State.REGISTERING);
	}

	/**
	 * The registry has refused it; what it had confirmed before it still holds.
	 * @param forGood whether it would refuse the same again
	 */
	void refused(Problem problem, boolean forGood) {
		if (state() == State.REGISTERING) {
			this.refusal = problem;
			if (forGood) {
				this.firstAnswer.complete(false);
			}
		}
	}

	/**
	 * It is not kept any more.
	 * @return whether it was until now
	 */
	boolean end(State end) {
		State before = this.state.getAndUpdate((now) -> isKept(now) ? end : now);
		if (isKept(before)) {
			this.over.run();
		}
		this.firstAnswer.complete(false);
		return isKept(before);
	}

	private static boolean isKept(State state) {
		return state == State.REGISTERING || state == State.REGISTERED;
	}

	/**
	 * What the registry has confirmed.
	 *
	 * @param incarnation the start of the instance that it holds
	 * @param at when it said so
	 */
	record Confirmed(long incarnation, Instant at) {

	}

}
