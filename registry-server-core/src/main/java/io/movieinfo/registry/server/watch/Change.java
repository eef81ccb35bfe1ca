package io.movieinfo.registry.server.watch;

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

	private final ServiceKey service;

	private final @Nullable String id;

	private final @Nullable ServiceInstance instance;

	private final long revision;

	// guarded by this
	private byte @Nullable [] json;

	private Change(ServiceKey service, @Nullable String id, @Nullable ServiceInstance instance, long revision) {
		this.service = service;
		this.id = id;
		this.instance = instance;
		this.revision = revision;
	}

	public static Change listed(ServiceKey service, ServiceInstance instance, long revision) {
		return new Change(service, instance.id(), instance, revision);
	}

	public static Change removed(InstanceKey key, long revision) {
		return new Change(key.service(), key.id(), null, revision);
	}

	public static Change forgotten(ServiceKey service, long revision) {
		return new Change(service, null, null, revision);
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
	 * Returns the instance's JSON, always the same array.
	 */
	synchronized byte[] json() {
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

}
