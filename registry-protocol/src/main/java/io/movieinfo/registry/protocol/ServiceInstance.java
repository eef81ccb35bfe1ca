package io.movieinfo.registry.protocol;

import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * An instance as the registry lists it: its content, with operator overrides applied, and
 * what the registry knows of it. Immutable. Facts that change with every heartbeat are
 * not part of it, so that a heartbeat is no change.
 *
 * @param content what the application said, after overrides
 * @param health its health
 * @param cause why it is not healthy; {@code null} if it is healthy, or nothing is known
 * @param draining whether it is leaving and wants no new requests
 * @param incarnation the revision that committed this start of the process
 */
public record ServiceInstance(InstanceContent content, Health health, @Nullable Cause cause, boolean draining,
		long incarnation) {

	public ServiceInstance {
		if (health == Health.HEALTHY && cause != null) {
			throw new InvalidFieldException("cause", cause.wireName(), "no cause for a healthy instance");
		}
		if (incarnation < 0) {
			throw new InvalidFieldException("incarnation", incarnation, "0 or more");
		}
	}

	public InstanceKey key() {
		return this.content.key();
	}

	public String namespace() {
		return this.content.namespace();
	}

	public String name() {
		return this.content.name();
	}

	public String id() {
		return this.content.id();
	}

	public String address() {
		return this.content.address();
	}

	public int port() {
		return this.content.port();
	}

	public boolean secure() {
		return this.content.secure();
	}

	public @Nullable String zone() {
		return this.content.zone();
	}

	public int weight() {
		return this.content.weight();
	}

	public List<String> tags() {
		return this.content.tags();
	}

	public Map<String, String> meta() {
		return this.content.meta();
	}

	public boolean enabled() {
		return this.content.enabled();
	}

	/**
	 * Whether callers may be sent to it: enabled, healthy and not draining.
	 */
	public boolean routable() {
		return enabled() && this.health == Health.HEALTHY && !this.draining;
	}

}
