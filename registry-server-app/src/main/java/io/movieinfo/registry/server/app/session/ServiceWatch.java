package io.movieinfo.registry.server.app.session;

import io.movieinfo.registry.protocol.Cursor;
import io.movieinfo.registry.server.watch.Watch;
import io.movieinfo.registry.server.watch.WatchEvent;
import io.movieinfo.registry.server.watch.Watcher;
import org.jspecify.annotations.Nullable;

/**
 * A watch of a session: hands what the registry says to the session's outbox. Once ended
 * it sends nothing more, not even what the outbox has already.
 * <p>
 * What is sent to a client that stands still piles up on the way, in the buffers of both
 * machines, and has to be worked off when it goes on. So a client that acknowledges is
 * not sent more than a few events beyond what it has acknowledged: what changes meanwhile
 * is joined into the next one. Thread-safe.
 */
final class ServiceWatch implements Watcher {

	/**
	 * How many events may be on the way to a client that acknowledges. With bursts that
	 * are joined for 10 ms each, this is enough for one that is 300 ms away.
	 */
	static final int MAX_ON_THE_WAY = 32;

	private final long number;

	private final Outbox outbox;

	private volatile boolean ended;

	// guarded by this, as all that follows
	private @Nullable Watch watch;

	private boolean acknowledges;

	// how many events were sent since something was last acknowledged
	private int onTheWay;

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
	 */
	void acknowledge(Cursor cursor) {
		synchronized (this) {
			this.acknowledges = true;
			if (this.watch != null) {
				this.watch.acknowledge(cursor);
			}
		}
		goOn();
	}

	/**
	 * Lets the client have further events, whether it has acknowledged those before or
	 * not.
	 */
	void goOn() {
		Runnable next;
		synchronized (this) {
			this.onTheWay = 0;
			next = this.held;
			this.held = null;
		}
		if (next != null) {
			next.run();
		}
	}

	void end() {
		synchronized (this) {
			this.ended = true;
			if (this.watch != null) {
				this.watch.close();
			}
		}
		goOn();
	}

	private void sent(Runnable done) {
		synchronized (this) {
			this.onTheWay++;
			if (this.acknowledges && this.onTheWay >= MAX_ON_THE_WAY && !this.ended) {
				this.held = done;
				return;
			}
		}
		done.run();
	}

}
