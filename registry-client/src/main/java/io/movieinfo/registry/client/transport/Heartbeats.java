package io.movieinfo.registry.client.transport;

import java.time.Duration;
import java.util.function.Consumer;

import io.movieinfo.registry.client.transport.ClientThread.Timer;

/**
 * The regular heartbeats of a session, and how many of them were not answered. Belongs to
 * the client thread.
 */
final class Heartbeats {

	private static final int MOST_UNANSWERED = 3;

	private final ClientThread thread;

	private final Runnable beat;

	private final Consumer<String> dead;

	private Duration interval = Duration.ZERO;

	/** Regular heartbeats since the last answer. */
	private int unanswered;

	private Timer timer = Timer.NONE;

	/**
	 * Creates heartbeats that are still to be started.
	 * @param beat sends one
	 * @param dead is told why the session has to be given up
	 */
	Heartbeats(ClientThread thread, Runnable beat, Consumer<String> dead) {
		this.thread = thread;
		this.beat = beat;
		this.dead = dead;
	}

	/**
	 * Begins to beat, the first time after one interval.
	 */
	void start(Duration interval) {
		stop();
		this.interval = interval;
		this.unanswered = 0;
		this.timer = this.thread.schedule(interval, this::next);
	}

	void answered() {
		this.unanswered = 0;
	}

	void stop() {
		this.timer.cancel();
	}

	private void next() {
		if (this.unanswered >= MOST_UNANSWERED) {
			this.dead.accept(MOST_UNANSWERED + " heartbeats were not answered");
			return;
		}
		this.unanswered++;
		this.timer = this.thread.schedule(this.interval, this::next);
		this.beat.run();
	}

}
