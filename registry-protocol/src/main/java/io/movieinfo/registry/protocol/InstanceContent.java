package io.movieinfo.registry.protocol;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * What an application says of an instance: its content, without what the registry finds
 * out for itself. Immutable; made with {@link #builder}.
 *
 * @param namespace the namespace, {@code default} unless given
 * @param name the service's name
 * @param id unique within the service, {@code <service>-<address>-<port>} unless given
 * @param address a host name or IP literal that others can connect to, without brackets
 * @param port 1 to 65535
 * @param secure whether callers are to use TLS
 * @param zone where it runs, or {@code null}
 * @param weight its share of traffic, 1 to 1000, 100 being normal
 * @param tags distinct, in the order given
 * @param meta sorted by key; keys that begin with {@code registry.} have meanings of
 * their own
 * @param enabled whether it is offered to callers at all
 */
public record InstanceContent(String namespace, String name, String id, String address, int port, boolean secure,
		@Nullable String zone, int weight, List<String> tags, Map<String, String> meta, boolean enabled) {

	private static final Pattern ADDRESS = Pattern.compile("[A-Za-z0-9._:%-]+");

	private static final Pattern WILDCARD = Pattern.compile("[0:]+|0+(\\.0+){3}");

	public InstanceContent {
		namespace = Names.namespace("namespace", namespace);
		name = Names.service("name", name);
		checkAddress(address);
		if (port < 1 || port > 65535) {
			throw new InvalidFieldException("port", port, "1 to 65535");
		}
		Names.instanceId("id", id);
		zone = checkZone(zone);
		checkWeight(weight);
		tags = checkTags(tags);
		meta = checkMeta(meta);
	}

	public static Builder builder(String name) {
		return new Builder(name);
	}

	public InstanceKey key() {
		return new InstanceKey(new ServiceKey(this.namespace, this.name), this.id);
	}

	/**
	 * Returns a builder that starts from this content.
	 */
	public Builder toBuilder() {
		Builder builder = new Builder(this.name).namespace(this.namespace)
			.id(this.id)
			.address(this.address)
			.port(this.port)
			.secure(this.secure)
			.zone(this.zone)
			.weight(this.weight)
			.enabled(this.enabled);
		return builder.tags(this.tags).meta(this.meta);
	}

	static void checkWeight(int weight) {
		if (weight < Limits.MIN_WEIGHT || weight > Limits.MAX_WEIGHT) {
			throw new InvalidFieldException("weight", weight,
					"%d to %d".formatted(Limits.MIN_WEIGHT, Limits.MAX_WEIGHT));
		}
	}

	private static void checkAddress(String address) {
		if (address.isEmpty() || address.length() > Limits.MAX_ADDRESS || !ADDRESS.matcher(address).matches()
				|| WILDCARD.matcher(address).matches()) {
			throw new InvalidFieldException("address", address,
					"a host name or IP address that others can connect to, at most %d characters"
						.formatted(Limits.MAX_ADDRESS));
		}
	}

	private static @Nullable String checkZone(@Nullable String zone) {
		return (zone == null || zone.isEmpty()) ? null : text("zone", zone, Limits.MAX_NAME);
	}

	private static List<String> checkTags(Collection<String> tags) {
		if (tags.size() > Limits.MAX_TAGS) {
			throw new InvalidFieldException("tags", tags.size() + " tags", "at most " + Limits.MAX_TAGS);
		}
		LinkedHashSet<String> distinct = new LinkedHashSet<>();
		for (String tag : tags) {
			distinct.add(text("tags", tag, Limits.MAX_TAG));
		}
		return List.copyOf(distinct);
	}

	static Map<String, String> checkMeta(Map<String, String> meta) {
		if (meta.size() > Limits.MAX_META) {
			throw new InvalidFieldException("meta", meta.size() + " entries", "at most " + Limits.MAX_META);
		}
		TreeMap<String, String> sorted = new TreeMap<>();
		meta.forEach((key, value) -> {
			text("meta", key, Limits.MAX_META_KEY);
			if (value.length() > Limits.MAX_META_VALUE) {
				throw new InvalidFieldException("meta." + key, value,
						"at most %d characters".formatted(Limits.MAX_META_VALUE));
			}
			sorted.put(key, value);
		});
		return Collections.unmodifiableMap(sorted);
	}

	static String text(String field, String value, int longest) {
		if (value.isBlank() || value.length() > longest || value.chars().anyMatch(Character::isISOControl)) {
			throw new InvalidFieldException(field, value,
					"1 to %d characters, not blank, without control characters".formatted(longest));
		}
		return value;
	}

	/**
	 * Collects an instance's content; {@link #build} checks it. Not thread-safe.
	 */
	public static final class Builder {

		private final String name;

		private String namespace = Names.DEFAULT_NAMESPACE;

		private @Nullable String id;

		private @Nullable String address;

		private int port;

		private boolean secure;

		private @Nullable String zone;

		private int weight = Limits.DEFAULT_WEIGHT;

		private Collection<String> tags = List.of();

		private Map<String, String> meta = Map.of();

		private boolean enabled = true;

		private Builder(String name) {
			this.name = name;
		}

		public Builder namespace(String namespace) {
			this.namespace = namespace;
			return this;
		}

		public Builder id(@Nullable String id) {
			this.id = id;
			return this;
		}

		public Builder address(String address) {
			this.address = address;
			return this;
		}

		public Builder port(int port) {
			this.port = port;
			return this;
		}

		public Builder secure(boolean secure) {
			this.secure = secure;
			return this;
		}

		public Builder zone(@Nullable String zone) {
			this.zone = zone;
			return this;
		}

		public Builder weight(int weight) {
			this.weight = weight;
			return this;
		}

		public Builder tags(Collection<String> tags) {
			this.tags = tags;
			return this;
		}

		public Builder tags(String... tags) {
			return tags(List.of(tags));
		}

		public Builder meta(Map<String, String> meta) {
			this.meta = meta;
			return this;
		}

		public Builder enabled(boolean enabled) {
			this.enabled = enabled;
			return this;
		}

		/**
		 * Returns the checked content.
		 * @throws InvalidFieldException if a field is absent or refused
		 */
		public InstanceContent build() {
			String address = this.address;
			if (address == null) {
				throw new InvalidFieldException("address", null, "a host name or IP address");
			}
			String service = Names.service("name", this.name);
			String id = (this.id != null) ? this.id : "%s-%s-%d".formatted(service, address, this.port);
			return new InstanceContent(this.namespace, service, id, address, this.port, this.secure, this.zone,
					this.weight, List.copyOf(this.tags), this.meta, this.enabled);
		}

	}

}
