package io.movieinfo.registry.server.watch;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.movieinfo.registry.protocol.Cursor;
import io.movieinfo.registry.protocol.ServiceInstance;
import io.movieinfo.registry.protocol.ServiceKey;
import org.jspecify.annotations.Nullable;

/**
 * The changes of one service, compacted: of each instance only the last one is kept. They
 * are linked in the order of their revisions, so that what has changed since a revision
 * is found by walking back from the newest, and costs what it finds. Removals stay in the
 * chain until history drops them; the log's floor then rises, and whoever has seen less
 * than that gets a snapshot.
 * <p>
 * For example, after {@code a} came at 1, {@code b} at 2, {@code a} changed at 3 and
 * {@code b} went at 4, the chain is {@code a@3, b@4 (gone)}. Since 2: both. Since 3:
 * {@code b}. Once the removal is dropped the floor is 4, and who has seen 3 gets a
 * snapshot: {@code a}.
 * <p>
 * Confined to the hub's thread.
 */
final class ServiceLog {

	/** Stands for a watcher that has seen nothing it could build on. */
	static final long NOTHING = -1;

	private final ServiceKey service;

	private final String epoch;

	private final Map<String, Entry> entries = new HashMap<>();

	// the ring's anchor: its next is the oldest change, its previous the newest
	private final Entry anchor = new Entry();

	// what is sent at the current revision, by base; frames may be large, so that events
	// are shared for as long as someone sends them, and not kept for those who may come
	private final Map<Long, WeakReference<WatchEvent>> events = new HashMap<>();

	final Set<Subscription> subscriptions = new LinkedHashSet<>();

	private long revision;

	private long floor;

	private boolean known;

	private int listed;

	// when watchers were last told, by the hub's ticker
	@Nullable Long toldAt;

	// when the oldest change was committed that watchers were not told yet, or null
	@Nullable Long changedAt;

	boolean tellingLater;

	ServiceLog(ServiceKey service, String epoch, long revision) {
		this.service = service;
		this.epoch = epoch;
		this.revision = revision;
		this.floor = revision;
	}

	ServiceKey service() {
		return this.service;
	}

	long revision() {
		return this.revision;
	}

	/**
	 * The cursors of the last changes of some instances; the service's own for those of
	 * whom nothing is known.
	 */
	List<Cursor> cursors(List<String> ids) {
		List<Cursor> cursors = new ArrayList<>(ids.size());
		for (String id : ids) {
			Entry entry = this.entries.get(id);
			Change change = (entry != null) ? entry.change : null;
			cursors.add(new Cursor(this.epoch, (change != null) ? change.revision() : this.revision));
		}
		return cursors;
	}

	boolean known() {
		return this.known;
	}

	/**
	 * Takes over what was listed before the history began.
	 */
	void restore(List<ServiceInstance> instances) {
		this.known = true;
		for (ServiceInstance instance : instances) {
			record(Change.listed(Change.Kind.REGISTERED, this.service, instance, this.revision));
		}
	}

	/**
	 * Notes a change that is newer than all before.
	 */
	void record(Change change) {
		this.events.clear();
		this.revision = change.revision();
		String id = change.id();
		if (id == null) {
			this.entries.clear();
			this.anchor.unlink();
			this.floor = change.revision();
			this.known = false;
			this.listed = 0;
			return;
		}
		this.known = true;
		Entry entry = this.entries.computeIfAbsent(id, (key) -> new Entry());
		this.listed -= entry.listed() ? 1 : 0;
		entry.unlink();
		entry.change = change;
		entry.linkBefore(this.anchor);
		this.listed += entry.listed() ? 1 : 0;
	}

	/**
	 * Notes that the service is still not known at a revision; does nothing if it is.
	 */
	void unknownUntil(long revision) {
		if (!this.known && revision > this.revision) {
			this.events.clear();
			this.revision = revision;
		}
	}

	/**
	 * Drops a removal that has become too old, unless something newer has replaced it.
	 */
	void drop(Change removal) {
		Entry entry = this.entries.get(removal.id());
		if (entry != null && entry.change == removal) {
			this.entries.remove(removal.id());
			entry.unlink();
			this.floor = Math.max(this.floor, removal.revision());
		}
	}

	/**
	 * Whether a watcher that has seen a cursor can go on from there.
	 */
	boolean continues(@Nullable Cursor after) {
		return after != null && after.epoch().equals(this.epoch) && after.revision() >= this.floor
				&& after.revision() <= this.revision;
	}

	/**
	 * Returns what brings a watcher that has seen a revision, or {@link #NOTHING}, up to
	 * the current one.
	 */
	WatchEvent since(long seen, boolean complete) {
		Long base = (seen >= this.floor) ? seen : NOTHING;
		WeakReference<WatchEvent> shared = this.events.get(base);
		WatchEvent event = (shared != null) ? shared.get() : null;
		if (event == null) {
			Cursor cursor = new Cursor(this.epoch, this.revision);
			event = (base == NOTHING)
					? new WatchEvent.Snapshot(this.service, cursor, complete, this.known, listedChanges())
					: new WatchEvent.Delta(this.service, base, cursor, changesSince(base));
			this.events.put(base, new WeakReference<>(event));
		}
		return event;
	}

	/**
	 * Makes the next events anew, because something else than a change altered them.
	 */
	void forgetEvents() {
		this.events.clear();
	}

	private List<Change> changesSince(long base) {
		List<Change> changes = new ArrayList<>();
		Entry entry = this.anchor.previous;
		for (Change change = entry.change; change != null && change.revision() > base; change = entry.change) {
			changes.add(change);
			entry = entry.previous;
		}
		Collections.reverse(changes);
		return changes;
	}

	private List<Change> listedChanges() {
		List<Change> changes = new ArrayList<>(this.listed);
		Entry entry = this.anchor.next;
		for (Change change = entry.change; change != null; change = entry.change) {
			if (change.instance() != null) {
				changes.add(change);
			}
			entry = entry.next;
		}
		return changes;
	}

	private static final class Entry {

		private @Nullable Change change;

		private Entry previous = this;

		private Entry next = this;

		boolean listed() {
			return this.change != null && this.change.instance() != null;
		}

		void linkBefore(Entry other) {
			this.previous = other.previous;
			this.next = other;
			other.previous.next = this;
			other.previous = this;
		}

		void unlink() {
			this.previous.next = this.next;
			this.next.previous = this.previous;
			this.previous = this;
			this.next = this;
		}

	}

}
