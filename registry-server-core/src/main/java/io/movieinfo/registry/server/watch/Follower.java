package io.movieinfo.registry.server.watch;

/**
 * Is told every change of whatever it follows, in order.
 */
@FunctionalInterface
public interface Follower {

	/**
	 * Takes the next event. It is called on the watch hub's thread and must not block. No
	 * further event comes until {@code done} has been called; nothing is kept for the
	 * follower meanwhile, and if it takes longer than history lasts, the next event is a
	 * {@link FeedEvent.Reset}. A follower that throws is closed, and the exception
	 * logged.
	 * @param event what has happened since the event before
	 * @param done to be called once the event has been dealt with, on any thread, also
	 * from within this method; further calls do nothing
	 */
	void next(FeedEvent event, Runnable done);

}
