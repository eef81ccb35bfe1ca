package io.movieinfo.registry.client.discovery;

import java.time.Duration;

import io.movieinfo.registry.client.transport.ClientThread;
import io.movieinfo.registry.client.transport.ClientThread.Timer;
import io.movieinfo.registry.client.transport.Session;
import io.movieinfo.registry.protocol.ClientMessage;
import io.movieinfo.registry.protocol.Cursor;

/**
 * Acknowledges what a watch has told, once everything here goes by it. An instance that
 * drains waits for more than that: a thread that has picked it may not have sent its
 * request yet, because it waits for a connection or for the processor. So while such
 * requests are in flight each acknowledgement says so, and another one follows when they
 * are over, or have had their time. Belongs to the client thread.
 */
final class Acknowledgement {

	/** Shorter than a drain's usual limit, by more than what is waited after it. */
	private static final Duration LONGEST = Duration.ofMillis(1500);

	private static final Duration STEP = Duration.ofMillis(10);

	private final ServiceView view;

	private final Session session;

	private final ClientThread thread;

	/** Runs while requests are in flight of which the registry has been told. */
	private Timer timer = Timer.NONE;

	Acknowledgement(ServiceView view, Session session, ClientThread thread) {
		this.view = view;
		this.session = session;
		this.thread = thread;
	}

	/**
	 * Says that the balancers go by what a watch has told.
	 */
	void send(long watch, Cursor cursor) {
		boolean underWay = isUnderWay();
		this.session.acknowledge(new ClientMessage.Ack(watch, cursor, underWay));
		this.timer.cancel();
		if (underWay) {
			sendWhenOver(watch, cursor);
		}
	}

	/**
	 * Says nothing more of the watch.
	 */
	void end() {
		this.timer.cancel();
	}

	private void sendWhenOver(long watch, Cursor cursor) {
		this.timer = this.thread.schedule(STEP, () -> {
			if (isUnderWay()) {
				sendWhenOver(watch, cursor);
			}
			else {
				this.session.acknowledge(new ClientMessage.Ack(watch, cursor));
			}
		});
	}

	private boolean isUnderWay() {
		return this.view.endpoints().hasRequestsToDrain(LONGEST);
	}

}
