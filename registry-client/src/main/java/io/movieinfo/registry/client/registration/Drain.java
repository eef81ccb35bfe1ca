package io.movieinfo.registry.client.registration;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.movieinfo.registry.client.transport.ClientThread;
import io.movieinfo.registry.client.transport.ClientThread.Timer;
import io.movieinfo.registry.client.transport.Session;
import io.movieinfo.registry.protocol.ClientMessage;
import io.movieinfo.registry.protocol.InstanceKey;
import io.movieinfo.registry.protocol.Limits;
import io.movieinfo.registry.protocol.Problem;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How an instance that is about to stop is taken out of its callers' sight: the registry
 * is asked in this session and, until it is over, in each later one, and whoever waits
 * learns whether all callers have acknowledged it. Belongs to the client thread.
 */
final class Drain {

	private static final Logger logger = LoggerFactory.getLogger(Drain.class);

	/** No message has this number. */
	private static final long NONE = -1;

	private static final Duration LONGEST = Duration.ofMillis(Limits.MAX_DRAIN_MILLIS);

	/** How much longer than its limit the registry's answer may take. */
	static final Duration GRACE = Duration.ofMillis(500);

	private static final Duration RETRY = Duration.ofMillis(200);

	private final InstanceKey key;

	private final StartId startId;

	private final Session session;

	private final ClientThread thread;

	private final List<Confirmation> waiters = new ArrayList<>();

	/** For other threads as well; {@code null} as long as there is no drain. */
	private volatile @Nullable DrainStatus status;

	private boolean begun;

	private boolean finished;

	private boolean acknowledged;

	/** When the limit is over, in {@link ClientThread#nanoTime} terms. */
	private long until;

	private long pending = NONE;

	private Timer retry = Timer.NONE;

	Drain(InstanceKey key, StartId startId, Session session, ClientThread thread) {
		this.key = key;
		this.startId = startId;
		this.session = session;
		this.thread = thread;
	}

	/**
	 * Returns a limit that can be asked for.
	 */
	static Duration limit(Duration wanted) {
		if (wanted.isNegative()) {
			return Duration.ZERO;
		}
		return (wanted.compareTo(LONGEST) < 0) ? wanted : LONGEST;
	}

	/**
	 * Begins to drain, or joins the wait for it. One that is over begins once more: not
	 * everybody may have acknowledged it, and an operator may have taken it back, of
	 * which nobody tells this process.
	 * @param registered whether the registration is confirmed in the present session; if
	 * not, the registry is asked when it is
	 * @param acknowledged learns whether all callers have acknowledged it; that they have
	 * not at once if there is no session
	 */
	void begin(Duration limit, boolean registered, Confirmation acknowledged) {
		boolean connected = this.session.isConnected();
		if (!this.begun || (this.finished && connected)) {
			this.begun = true;
			this.finished = false;
			this.acknowledged = false;
			this.until = this.thread.nanoTime() + limit.toNanos();
			enter(DrainStatus.State.BEGUN);
			logger.info("Draining {}{}", this.key, connected ? "" : "; there is no session to say so in");
			if (registered) {
				send();
			}
		}
		if (this.finished || !connected) {
			acknowledged.complete(this.acknowledged);
		}
		else {
			this.waiters.add(acknowledged);
		}
	}

	boolean isBegun() {
		return this.begun;
	}

	@Nullable DrainStatus status() {
		return this.status;
	}

	/**
	 * The registration is confirmed, and perhaps a new one that knows of no drain.
	 */
	void registered() {
		if (this.begun) {
			send();
		}
	}

	void disconnected() {
		this.retry.cancel();
		this.pending = NONE;
	}

	void drained(long re, int unacknowledged) {
		if (re != this.pending) {
			return;
		}
		if (unacknowledged == 0) {
			logger.info("Drained {}", this.key);
		}
		else {
			logger.warn("{} watchers have not acknowledged in time that {} is draining, or still have requests there",
					unacknowledged, this.key);
			this.session
				.error("%d watchers have not acknowledged in time that %s is draining, or still have requests there"
					.formatted(unacknowledged, this.key));
		}
		finish(unacknowledged == 0);
	}

	/**
	 * Takes note of a refusal. If the registry could not store it, it is said again.
	 * @return whether it was this that was refused
	 */
	boolean refused(long re, Problem problem) {
		if (re != this.pending) {
			return false;
		}
		if (problem.code().equals(Problem.UNAVAILABLE)) {
			logger.debug("The registry could not drain {}: {}", this.key, problem.message());
			this.pending = NONE;
			this.retry = this.thread.schedule(RETRY, this::send);
		}
		else {
			logger.info("The registry does not drain {}: {}", this.key, problem.message());
			this.session.error("The registry does not drain %s: %s".formatted(this.key, problem.message()));
			finish(false);
		}
		return true;
	}

	/**
	 * The registration is over, and with it the drain.
	 * @param acknowledged whether nobody can call this instance because of it
	 */
	void end(boolean acknowledged) {
		this.retry.cancel();
		this.begun = false;
		finish(this.acknowledged || acknowledged);
	}

	/**
	 * There is no drain any more: the instance goes on.
	 */
	void takeBack() {
		this.retry.cancel();
		this.begun = false;
		finish(false);
		this.finished = false;
		this.status = null;
	}

	private void send() {
		long left = Math.max(0, Duration.ofNanos(this.until - this.thread.nanoTime()).toMillis());
		this.retry.cancel();
		this.pending = this.session.send((seq) -> new ClientMessage.Drain(seq, this.key.service().namespace(),
				this.key.service().name(), this.key.id(), this.startId.current(), left));
	}

	private void enter(DrainStatus.State state) {
		this.status = new DrainStatus(state, this.session.now());
	}

	private void finish(boolean acknowledged) {
		if (this.begun) {
			enter(acknowledged ? DrainStatus.State.ACKNOWLEDGED : DrainStatus.State.NOT_ACKNOWLEDGED);
		}
		this.finished = true;
		this.acknowledged = acknowledged;
		this.pending = NONE;
		this.waiters.forEach((waiter) -> waiter.complete(acknowledged));
		this.waiters.clear();
	}

}
