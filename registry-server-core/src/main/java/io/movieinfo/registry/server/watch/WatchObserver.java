package io.movieinfo.registry.server.watch;

/**
 * Is told how watchers fare, for statistics. It is called on the watch hub's thread and
 * must neither block nor throw.
 */
public interface WatchObserver {

	/** Takes no notice. */
	WatchObserver NONE = new WatchObserver() {
	};

	/**
	 * A watcher was handed an event.
	 * @param event what it was told
	 * @param reader who watches
	 * @param first whether this is its first event, with which the watch begins
	 */
	default void told(WatchEvent event, Reader reader, boolean first) {
	}

	/**
	 * A session's watcher has acknowledged a change. Of several changes that are on their
	 * way to a watcher at the same time only the oldest is told of; what a watch begins
	 * with is none.
	 * @param nanos the time since the change was committed, in nanoseconds
	 */
	default void acknowledged(long nanos) {
	}

}
