package io.movieinfo.registry.server.watch;

import java.util.ArrayList;
import java.util.List;

import io.movieinfo.registry.protocol.Cursor;
import io.movieinfo.registry.protocol.MessageCodec;
import io.movieinfo.registry.protocol.ServiceInstance;
import io.movieinfo.registry.protocol.ServiceKey;
import io.movieinfo.registry.protocol.WatchFrame;
import org.jspecify.annotations.Nullable;

/**
 * What a watcher is told: a {@link Snapshot} of everything, or a {@link Delta} that
 * builds on the event before it. Immutable, thread-safe, and shared by all watchers that
 * are to get the same.
 */
public abstract sealed class WatchEvent permits WatchEvent.Snapshot, WatchEvent.Delta {

	/** How long a frame gets before another is begun, in bytes of its instances. */
	private static final int FRAME_BYTES = 32 * 1024;

	private final ServiceKey service;

	private final Cursor cursor;

	// in the order of their revisions
	private final List<Change> changes;

	// guarded by this
	private @Nullable List<WatchFrame> frames;

	private WatchEvent(ServiceKey service, Cursor cursor, List<Change> changes) {
		this.service = service;
		this.cursor = cursor;
		this.changes = changes;
	}

	public ServiceKey service() {
		return this.service;
	}

	/**
	 * What a watcher has seen once it has applied the event.
	 */
	public Cursor cursor() {
		return this.cursor;
	}

	/**
	 * The instances to add or replace; of a snapshot, all that are listed. In no
	 * particular order.
	 */
	public List<ServiceInstance> instances() {
		List<ServiceInstance> instances = new ArrayList<>(this.changes.size());
		for (Change change : this.changes) {
			ServiceInstance instance = change.instance();
			if (instance != null) {
				instances.add(instance);
			}
		}
		return List.copyOf(instances);
	}

	/**
	 * The event's frames, to be sent in this order and without others of the same watch
	 * in between. There is at least one; each is about 32 KiB at most. The first call
	 * encodes them, for all watchers.
	 */
	public final synchronized List<WatchFrame> frames() {
		List<WatchFrame> frames = this.frames;
		if (frames == null) {
			frames = encode();
			this.frames = frames;
		}
		return frames;
	}

	abstract WatchFrame encode(Part part);

	final List<String> ids(List<Change> changes) {
		List<String> ids = new ArrayList<>();
		for (Change change : changes) {
			if (change.id() != null && change.instance() == null) {
				ids.add(change.id());
			}
		}
		return List.copyOf(ids);
	}

	final List<Change> changes() {
		return this.changes;
	}

	/**
	 * Cuts the changes into parts. Because they are in the order of their revisions, what
	 * a delta's receiver has after some of them is what one has who has seen everything
	 * up to the last one's revision: each part is a delta of its own, and builds on the
	 * one before.
	 */
	private List<WatchFrame> encode() {
		List<WatchFrame> frames = new ArrayList<>();
		int from = 0;
		int bytes = 0;
		for (int i = 0; i < this.changes.size(); i++) {
			int size = size(this.changes.get(i));
			if (i > from && bytes + size > FRAME_BYTES) {
				frames.add(encode(new Part(this.changes, from, i)));
				from = i;
				bytes = 0;
			}
			bytes += size;
		}
		frames.add(encode(new Part(this.changes, from, this.changes.size())));
		return List.copyOf(frames);
	}

	private static int size(Change change) {
		String id = change.id();
		return (change.instance() != null) ? change.json().length + 1 : (id != null) ? id.length() + 3 : 0;
	}

	/**
	 * Everything that is listed for a service.
	 */
	public static final class Snapshot extends WatchEvent {

		private final boolean complete;

		private final boolean known;

		Snapshot(ServiceKey service, Cursor cursor, boolean complete, boolean known, List<Change> changes) {
			super(service, cursor, changes);
			this.complete = complete;
			this.known = known;
		}

		/**
		 * Whether instances that are not in it are known to be gone; if not, the watcher
		 * only adds and replaces.
		 */
		public boolean complete() {
			return this.complete;
		}

		/**
		 * Whether the service is known; an unknown one has no instances.
		 */
		public boolean known() {
			return this.known;
		}

		@Override
		WatchFrame encode(Part part) {
			return MessageCodec.encodeSnapshot(service(), cursor(), this.complete, this.known, part.last(),
					part.json());
		}

	}

	/**
	 * What has changed since a watcher's last event. It applies to that only.
	 */
	public static final class Delta extends WatchEvent {

		private final long base;

		Delta(ServiceKey service, long base, Cursor cursor, List<Change> changes) {
			super(service, cursor, changes);
			this.base = base;
		}

		/**
		 * The revision that the changes build on, of the cursor's epoch.
		 */
		public long base() {
			return this.base;
		}

		/**
		 * The ids of the instances that are gone.
		 */
		public List<String> removed() {
			return ids(changes());
		}

		@Override
		WatchFrame encode(Part part) {
			long base = part.first() ? this.base : part.revisionBefore();
			Cursor cursor = part.last() ? cursor() : new Cursor(cursor().epoch(), part.revision());
			return MessageCodec.encodeDelta(service(), base, cursor, part.json(), ids(part.changes()));
		}

	}

	/**
	 * The changes that one frame carries.
	 */
	record Part(List<Change> all, int from, int to) {

		boolean first() {
			return this.from == 0;
		}

		boolean last() {
			return this.to == this.all.size();
		}

		List<Change> changes() {
			return this.all.subList(this.from, this.to);
		}

		long revisionBefore() {
			return this.all.get(this.from - 1).revision();
		}

		long revision() {
			return this.all.get(this.to - 1).revision();
		}

		List<byte[]> json() {
			List<byte[]> json = new ArrayList<>(this.to - this.from);
			for (Change change : changes()) {
				if (change.instance() != null) {
					json.add(change.json());
				}
			}
			return json;
		}

	}

}
