package io.movieinfo.sample.faults;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import io.movieinfo.sample.caller.ViewReport;
import org.jspecify.annotations.Nullable;

/**
 * Which instances of a service were routable for somebody, and when. Moments are
 * microseconds since 1970.
 *
 * @param changes the routable instances from a moment on, in order
 */
record Timeline(List<ViewReport.Change> changes) {

	Timeline {
		changes = List.copyOf(changes);
	}

	/**
	 * Returns the ids that are routable at last.
	 */
	Set<String> latest() {
		return this.changes.isEmpty() ? Set.of() : new TreeSet<>(this.changes.get(this.changes.size() - 1).ids());
	}

	/**
	 * Returns the first moment, from a given one on, at which an id was not routable,
	 * {@code null} if it always was.
	 */
	@Nullable Long gone(String id, long from) {
		return when(id, from, false);
	}

	/**
	 * Returns the first moment, from a given one on, at which an id was routable,
	 * {@code null} if it never was.
	 */
	@Nullable Long there(String id, long from) {
		return when(id, from, true);
	}

	/**
	 * Returns how often an id became routable or ceased to be after a moment.
	 */
	int transitions(String id, long after) {
		int transitions = 0;
		boolean before = false;
		for (ViewReport.Change change : this.changes) {
			boolean there = change.ids().contains(id);
			if (change.micros() > after && there != before) {
				transitions++;
			}
			before = there;
		}
		return transitions;
	}

	/**
	 * Returns the ids, of the given ones, that were not routable at some moment from a
	 * given one on.
	 */
	Set<String> missing(Set<String> ids, long from) {
		Set<String> missing = new TreeSet<>();
		for (String id : ids) {
			if (gone(id, from) != null) {
				missing.add(id);
			}
		}
		return missing;
	}

	private @Nullable Long when(String id, long from, boolean there) {
		for (ViewReport.Change change : since(from)) {
			if (change.ids().contains(id) == there) {
				return Math.max(change.micros(), from);
			}
		}
		return null;
	}

	/**
	 * Returns what held at a moment, and all that came after it.
	 */
	private List<ViewReport.Change> since(long micros) {
		List<ViewReport.Change> since = new ArrayList<>();
		for (ViewReport.Change change : this.changes) {
			if (change.micros() <= micros) {
				since.clear();
			}
			since.add(change);
		}
		return since;
	}

}
