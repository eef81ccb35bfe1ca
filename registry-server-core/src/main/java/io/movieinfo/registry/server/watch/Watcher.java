package io.movieinfo.registry.server.watch;

/**
 * Is told what a service looks like, and from then on what changes.
 */
@FunctionalInterface
public interface Watcher {

	/**
	 * Takes the next event. It is called on the watch hub's thread and must not block. No
	 * further event comes until {@code done} has been called; what changes meanwhile is
	 * joined into the next event, so that a slow watcher skips intermediate states but
	 * never the last one. A watcher that throws is closed, and the exception logged.
	 * @param event what to apply: each event builds on the one before it
	 * @param done to be called once the event has been dealt with, on any thread, also
	 * from within this method; further calls do nothing
	 */
	void changed(WatchEvent event, Runnable done);

}
