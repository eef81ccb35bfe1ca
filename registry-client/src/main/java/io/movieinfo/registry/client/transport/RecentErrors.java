package io.movieinfo.registry.client.transport;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * What went wrong lately: what repeats itself is there once, and of more than
 * {@value #MOST} different errors the latest stay. Written by one thread at a time,
 * readable by all others.
 */
final class RecentErrors {

	static final int MOST = 20;

	static final int LONGEST_MESSAGE = 500;

	/** The latest first. */
	private volatile List<RecentError> errors = List.of();

	void add(String message, Instant now) {
		String text = (message.length() <= LONGEST_MESSAGE) ? message : message.substring(0, LONGEST_MESSAGE) + "…";
		List<RecentError> next = new ArrayList<>(this.errors);
		RecentError latest = new RecentError(text, now, now, 1);
		for (RecentError earlier : this.errors) {
			if (earlier.message().equals(text)) {
				next.remove(earlier);
				latest = new RecentError(text, earlier.firstAt(), now, earlier.times() + 1);
			}
		}
		next.add(0, latest);
		this.errors = List.copyOf(next.subList(0, Math.min(MOST, next.size())));
	}

	List<RecentError> list() {
		return this.errors;
	}

}
