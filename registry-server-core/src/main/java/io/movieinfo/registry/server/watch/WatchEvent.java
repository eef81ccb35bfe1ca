package io.movieinfo.registry.server.watch;

import java.util.ArrayList;
import java.util.List;

import io.movieinfo.registry.protocol.Cursor;
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

	/** About how long a frame may get before another is begun, in bytes. */
	static final int FRAME_BYTES = 32 * 1024;

	private final ServiceKey service;

	private final Cursor cursor;

	final List<Listed> listed;

	// guarded by this
	private @Nullable List<WatchFrame> frames;

	private WatchEvent(ServiceKey service, Cursor cursor, List<Listed> listed) {
		this.service = service;
		this.cursor = cursor;
		this.listed = listed;
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
		List<ServiceInstance> instances = new ArrayList<>(this.listed.size());
		for (Listed each : this.listed) {
			instances.add(each.instance());
		}
		return List.copyOf(instances);
	}

	/**
	 * The event's frames, to be sent in this order and without others of the same watch
	 * in between. They are encoded by the first call and at least one; each is about 32
	 * KiB at most.
	 */
	public final synchronized List<WatchFrame> frames() {
		List<WatchFrame> frames = this.frames;
		if (frames == null) {
			frames = encode();
			this.frames = frames;
		}
		return frames;
	}

	abstract List<WatchFrame> encode();

	/**
	 * Everything that is listed for a service.
	 */
	public static final class Snapshot extends WatchEvent {

		private final boolean complete;

		private final boolean known;

		Snapshot(ServiceKey service, Cursor cursor, boolean complete, boolean known, List<Listed> listed) {
			super(service, cursor, listed);
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
		List<WatchFrame> encode() {
			throw new UnsupportedOperationException();
		}

	}

	/**
	 * What has changed since a watcher's last event. It applies to that only.
	 */
	public static final class Delta extends WatchEvent {

		private final long base;

		private final List<String> removed;

		Delta(ServiceKey service, long base, Cursor cursor, List<Listed> listed, List<String> removed) {
			super(service, cursor, listed);
			this.base = base;
			this.removed = removed;
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
			return this.removed;
		}

		@Override
		List<WatchFrame> encode() {
			throw new UnsupportedOperationException();
		}

	}

}
