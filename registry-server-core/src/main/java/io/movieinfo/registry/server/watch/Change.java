package io.movieinfo.registry.server.watch;

import java.util.Map;

import io.movieinfo.registry.protocol.InstanceCodec;
import io.movieinfo.registry.protocol.InstanceKey;
import io.movieinfo.registry.protocol.ServiceInstance;
import io.movieinfo.registry.protocol.ServiceKey;
import org.jspecify.annotations.Nullable;

/**
 * One committed change: an instance is listed as it is now, or is gone, or a whole
 * service is no longer known. Immutable, thread-safe. It keeps the instance's JSON, which
 * is made once however many watchers get it.
 */
public final class Change {

	/** What a change holds beside the texts of its instance, in memory and as JSON. */
	private static final long BASE_BYTES = 768;

	/** What a text takes beside its characters: its objects, and its place in a map. */
	private static final long TEXT_BYTES = 80;

	private final Kind kind;

	private final ServiceKey service;

	private final @Nullable String id;

	private final @Nullable ServiceInstance instance;

	private final long revision;

	// guarded by this
	private byte @Nullable [] json;

	private Change(Kind kind, ServiceKey service, @Nullable String id, @Nullable ServiceInstance instance,
			long revision) {
		this.kind = kind;
		this.service = service;
		this.id = id;
		this.instance = instance;
		this.revision = revision;
	}

	/**
	 * Returns the change to an instance that is listed from now on, or still.
	 */
	public static Change listed(Kind kind, ServiceKey service, ServiceInstance instance, long revision) {
		return new Change(kind, service, instance.id(), instance, revision);
	}

	/**
	 * Returns the change by which an instance is gone.
	 */
	public static Change removed(Kind kind, InstanceKey key, long revision) {
		return new Change(kind, key.service(), key.id(), null, revision);
	}

	public static Change forgotten(ServiceKey service, long revision) {
		return new Change(Kind.FORGOTTEN, service, null, null, revision);
	}

	/**
	 * Why it happened.
	 */
	public Kind kind() {
		return this.kind;
	}

	public ServiceKey service() {
		return this.service;
	}

	/**
	 * The instance's id, or {@code null} if the service is no longer known.
	 */
	public @Nullable String id() {
		return this.id;
	}

	/**
	 * The instance, or {@code null} if it is gone.
	 */
	public @Nullable ServiceInstance instance() {
		return this.instance;
	}

	public long revision() {
		return this.revision;
	}

	/**
	 * Returns the instance's JSON in UTF-8, always the same array, not to be altered.
	 * @throws IllegalStateException if the instance is gone
	 */
	public synchronized byte[] json() {
		byte[] json = this.json;
		if (json == null) {
			ServiceInstance instance = this.instance;
			if (instance == null) {
				throw new IllegalStateException("revision " + this.revision + " lists no instance");
			}
			json = InstanceCodec.encode(instance);
			this.json = json;
		}
		return json;
	}

	/**
	 * Estimates how much memory is not free as long as the change is kept, with the
	 * instance's JSON whether it has been made or not: too much rather than too little.
	 * Looks at every character of the instance.
	 */
	long estimatedBytes() {
		long bytes = BASE_BYTES + bytes(this.id);
		ServiceInstance instance = this.instance;
		if (instance != null) {
			bytes += bytes(instance.address()) + bytes(instance.zone());
			for (String tag : instance.tags()) {
				bytes += bytes(tag);
			}
			for (Map.Entry<String, String> entry : instance.meta().entrySet()) {
				bytes += bytes(entry.getKey()) + bytes(entry.getValue());
			}
		}
		return bytes;
	}

	/**
	 * Estimates what a text takes in memory, and in JSON in UTF-8.
	 */
	private static long bytes(@Nullable String text) {
		if (text == null) {
			return 0;
		}
		long json = 0;
		boolean wide = false;
		for (int i = 0; i < text.length(); i++) {
			char character = text.charAt(i);
			json += jsonBytes(character);
			wide |= character > 0xff;
		}
		return TEXT_BYTES + (wide ? 2L : 1L) * text.length() + json;
	}

	private static int jsonBytes(char character) {
		if (character < ' ') {
			return 6;
		}
		if (character < 0x80) {
			return (character == '"' || character == '\\') ? 2 : 1;
		}
		return (character < 0x800) ? 2 : 3;
	}

	/**
	 * Why something has changed.
	 */
	public enum Kind {

		/** An id is listed that was not. */
		REGISTERED("registered"),
		/** Another start of the process has taken the id over: a new incarnation. */
		REPLACED("replaced"),
		/** The application says something else of itself, maybe of its health too. */
		UPDATED("updated"),
		/** Only health or cause have changed, whoever found out. */
		HEALTH("health"),
		/** It is leaving, and not routed any more. */
		DRAINING("draining"),
		/** An operator has taken a drain back. */
		DRAIN_ENDED("drain-ended"),
		/** An operator's overrides were set, changed or cleared. */
		OVERRIDDEN("overridden"),
		/** Its application has taken it away. */
		DEREGISTERED("deregistered"),
		/** An operator has taken it away. */
		REMOVED("removed"),
		/** It was silent for too long. */
		EVICTED("evicted"),
		/** The service is no longer known. */
		FORGOTTEN("forgotten");

		private final String wireName;

		Kind(String wireName) {
			this.wireName = wireName;
		}

		/**
		 * The name that clients get.
		 */
		public String wireName() {
			return this.wireName;
		}

	}

}
