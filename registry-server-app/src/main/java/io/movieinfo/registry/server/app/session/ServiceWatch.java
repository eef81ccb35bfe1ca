package io.movieinfo.registry.server.app.session;

import io.movieinfo.registry.protocol.Cursor;
import io.movieinfo.registry.server.watch.Watch;
import io.movieinfo.registry.server.watch.WatchEvent;
import io.movieinfo.registry.server.watch.Watcher;
import org.jspecify.annotations.Nullable;

/**
 * A watch of a session: hands what the registry says to the session's outbox. Once ended
 * it sends nothing more, not even what the outbox has already. Thread-safe.
 */
final class ServiceWatch implements Watcher {

	private final long number;

	private final Outbox outbox;

	private volatile boolean ended;

	// guarded by this
	private @Nullable Watch watch;

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
		this.outbox.push(this.number, event.frames(), () -> !this.ended, done);
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
	synchronized void acknowledge(Cursor cursor) {
		if (this.watch != null) {
			this.watch.acknowledge(cursor);
		}
	}

	synchronized void end() {
		this.ended = true;
		if (this.watch != null) {
			this.watch.close();
		}
	}

}
