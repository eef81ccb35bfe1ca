package io.movieinfo.registry.server.journal;

import java.util.List;

/**
 * What a follower of the journal is told. Immutable.
 *
 * @param entries what has happened since the news before, in order; none in first news
 * that only say where the journal is, or if the follower asked for a sign
 * @param missed whether entries since the news before are not kept any more; those that
 * are come here and next
 * @param seen the number up to which a follower has seen everything that is left of what
 * it follows, once it has dealt with the news
 */
public record JournalNews(List<JournalEntry> entries, boolean missed, long seen) {

	public JournalNews {
		entries = List.copyOf(entries);
	}

}
