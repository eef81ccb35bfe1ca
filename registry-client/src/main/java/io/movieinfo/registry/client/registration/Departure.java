package io.movieinfo.registry.client.registration;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.movieinfo.registry.client.transport.ClientThread;
import io.movieinfo.registry.client.transport.ClientThread.Timer;
import io.movieinfo.registry.client.transport.Session;
import io.movieinfo.registry.protocol.ClientMessage;
import io.movieinfo.registry.protocol.InstanceKey;
import io.movieinfo.registry.protocol.Problem;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a registration ends: the registry is told in this session or in a later one, and
 * whoever waits learns whether it has confirmed. Belongs to the client thread.
 */
final class Departure {

	private static final Logger logger = LoggerFactory.getLogger(Departure.class);

	/** No message has this number. */
	private static final long NONE = -1;

	private static final Duration RETRY = Duration.ofMillis(200);

	private final InstanceKey key;

	private final StartId startId;

	private final Session session;

	private final ClientThread thread;

	private final List<Confirmation> waiters = new ArrayList<>();

	private boolean begun;

	/** Also read by other threads. */
	private volatile boolean over;

	private long pending = NONE;

	private Timer retry = Timer.NONE;

	Departure(InstanceKey key, StartId startId, Session session, ClientThread thread) {
		this.key = key;
		this.startId = startId;
		this.session = session;
		this.thread = thread;
	}

	/**
	 * Begins to leave, or joins the wait for it.
	 * @param confirmed learns whether the registry has confirmed, at once if there is no
	 * session
	 */
	void begin(Confirmation confirmed) {
		boolean connected = this.session.isConnected();
		if (!this.begun) {
			this.begun = true;
			logger.info("Deregistering {}{}", this.key, connected ? "" : "; there is no session to say so in");
			if (connected) {
				send();
			}
		}
		if (this.over || !connected) {
			confirmed.complete(this.over);
		}
		else {
			this.waiters.add(confirmed);
		}
	}

	/**
	 * Says that there is nothing to be confirmed.
	 */
	void skip() {
		this.begun = true;
		finish();
	}

	boolean isOver() {
		return this.over;
	}

	void connected() {
		if (this.begun && !this.over) {
			send();
		}
	}

	void disconnected() {
		this.retry.cancel();
		this.pending = NONE;
		answer(false);
	}

	void done(long re) {
		if (re == this.pending) {
			finish();
		}
	}

	/**
	 * Takes note of a refusal. If the registry could not store it, it is said again: the
	 * session's heartbeats would keep the instance alive. Any other refusal will do,
	 * because it means that the registry does not hold this start of the instance.
	 * @return whether it was this that was refused
	 */
	boolean refused(long re, Problem problem) {
		if (re != this.pending) {
			return false;
		}
		if (problem.code().equals(Problem.UNAVAILABLE)) {
			logger.debug("The registry could not deregister {}: {}", this.key, problem.message());
			this.retry = this.thread.schedule(RETRY, this::connected);
		}
		else {
			finish();
		}
		return true;
	}

	private void send() {
		this.pending = this.session.send((seq) -> new ClientMessage.Deregister(seq, this.key.service().namespace(),
				this.key.service().name(), this.key.id(), this.startId.current()));
	}

	private void finish() {
		this.over = true;
		this.pending = NONE;
		answer(true);
	}

	private void answer(boolean confirmed) {
		this.waiters.forEach((waiter) -> waiter.complete(confirmed));
		this.waiters.clear();
	}

}
