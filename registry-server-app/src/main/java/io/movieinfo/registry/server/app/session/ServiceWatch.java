package io.movieinfo.registry.server.app.session;

import java.util.ArrayDeque;

import io.movieinfo.registry.protocol.Cursor;
import io.movieinfo.registry.server.watch.Watch;
import io.movieinfo.registry.server.watch.WatchEvent;
import io.movieinfo.registry.server.watch.Watcher;
import org.jspecify.annotations.Nullable;

/**
 * A watch of a session: hands what the registry says to the session's outbox. Once ended
 * it sends nothing more, not even what the outbox has already.
 * <p>
 * What is sent to a client that stands still, or is slow, piles up on the way, in the
 * buffers of both machines, and has to be worked off later. So a client that acknowledges
 * is sent no more than a few events beyond what it has acknowledged: what changes
 * meanwhile is joined into the next one. Thread-safe.
 */
final class ServiceWatch implements Watcher {

	/**
	 * How many events may be on the way to a client that acknowledges. Changes that come
	 * fast are joined for 10 ms each, so that one that is 80 ms away is never waited for;
	 * one that is farther gets more of them joined.
	 */
	static final int MAX_ON_THE_WAY = 8;

	private final long number;

	private final Outbox outbox;

	private volatile boolean ended;

	// guarded by this, as all that follows
	private @Nullable Watch watch;

	private boolean acknowledges;

	// what the client has not acknowledged yet, since it has acknowledged anything
	private final ArrayDeque<Cursor> onTheWay = new ArrayDeque<>(2);

	// asks for the next event, once the client has caught up
	private @Nullable Runnable held;

	ServiceWatch(long number, Outbox outbox) {
		this.number = number;
		this.outbox = outbox;
	}

	@Override
	public void changed(WatchEvent event, Runnable done) {
		if (this.ended) {
			done.run();
			return;
		}
		synchronized (this) {
			if (this.acknowledges) {
				this.onTheWay.add(event.cursor());
			}
		}
		this.outbox.push(this.number, event.frames(), () -> !this.ended, () -> sent(done));
	}

	/**
	 * Says what to end at the end; ends it at once if that has come already.
	 */
	synchronized void began(Watch watch) {
		this.watch = watch;
		if (this.ended) {
			watch.close();
		}
	}

	/**
	 * Notes what the client has seen.
	 * @see Watch#acknowledge(Cursor, boolean)
	 */
	void acknowledge(Cursor cursor, boolean underWay) {
		Runnable next = null;
		synchronized (this) {
			this.acknowledges = true;
			if (this.watch != null) {
				this.watch.acknowledge(cursor, underWay);
			}
			Cursor oldest = this.onTheWay.peek();
			while (oldest != null && oldest.sameEpoch(cursor) && oldest.revision() <= cursor.revision()) {
				this.onTheWay.remove();
				oldest = this.onTheWay.peek();
			}
			if (this.onTheWay.size() < MAX_ON_THE_WAY) {
				next = takeHeld();
			}
		}
		run(next);
	}

	/**
	 * Lets the client have one more event, if it has not acknowledged those before: it is
	 * there, and may be one that does not acknowledge everything.
	 */
	void beaten() {
		Runnable next;
		synchronized (this) {
			next = takeHeld();
			if (next != null) {
				this.onTheWay.remove();
			}
		}
		run(next);
	}

	void end() {
		Runnable next;
		synchronized (this) {
			this.ended = true;
			if (this.watch != null) {
				this.watch.close();
			}
			next = takeHeld();
		}
		run(next);
	}

	private void sent(Runnable done) {
		synchronized (this) {
			if (this.onTheWay.size() >= MAX_ON_THE_WAY && !this.ended) {
				this.held = done;
				return;
			}
		}
		done.run();
	}

	// only while holding the lock
	private @Nullable Runnable takeHeld() {
		Runnable held = this.held;
		this.held = null;
		return held;
	}

	private static void run(@Nullable Runnable task) {
		if (task != null) {
			task.run();
		}
	}

}
