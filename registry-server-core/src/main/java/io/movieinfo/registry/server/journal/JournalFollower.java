package io.movieinfo.registry.server.journal;

/**
 * Is told what happens, in order.
 */
@FunctionalInterface
public interface JournalFollower {

	/**
	 * Takes the next news. It is called on the watch hub's thread and must not block. No
	 * further news come until {@code done} has been called; nothing is kept for the
	 * follower meanwhile, and if it takes longer than entries are kept, it is told that
	 * it has missed some. A follower that throws is closed, and the exception logged.
	 * @param news what has happened since the news before
	 * @param done to be called once the news have been dealt with, on any thread, also
	 * from within this method; further calls do nothing
	 */
	void next(JournalNews news, Runnable done);

}
