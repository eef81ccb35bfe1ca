package io.movieinfo.registry.autoconfigure;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

import io.movieinfo.registry.balancer.PickContext;
import io.movieinfo.registry.protocol.ServiceKey;
import org.jspecify.annotations.Nullable;

/**
 * Which header's value is a request's key, so that a balancing strategy such as
 * {@code consistent-hash} can send requests of the same key to the same instance.
 * Immutable.
 */
public final class HashHeaders {

	/** No request has a key. */
	public static final HashHeaders NONE = new HashHeaders(Map.of(), null);

	private static final String PROPERTY = "registry.client.balancer.hash-header";

	/** What both HTTP and gRPC allow. */
	private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]+");

	private static final String BINARY_IN_GRPC = "-bin";

	/** An empty name where a service does without. */
	private final Map<ServiceKey, String> byService;

	private final @Nullable String others;

	private HashHeaders(Map<ServiceKey, String> byService, @Nullable String others) {
		this.byService = byService;
		this.others = others;
	}

	/**
	 * Returns one header for the requests of all services.
	 * @param header the header's name
	 */
	public static HashHeaders ofAll(String header) {
		return new HashHeaders(Map.of(), header);
	}

	/**
	 * Reads the properties that choose them.
	 * @throws InvalidRegistryPropertyException if one is no header's name, or for no
	 * service's name
	 */
	static HashHeaders of(RegistryClientProperties properties) {
		Map<ServiceKey, String> byService = new HashMap<>();
		properties.balancer().services().forEach((service, balancer) -> {
			if (balancer.hashHeader() != null) {
				byService.put(ChosenStrategies.serviceKey(properties.namespace(), service),
						checked(ChosenStrategies.SERVICES + service + ".hash-header", balancer.hashHeader()));
			}
		});
		String others = properties.balancer().hashHeader();
		return new HashHeaders(Map.copyOf(byService), (others != null) ? checked(PROPERTY, others) : null);
	}

	/**
	 * Returns the header of a service's requests, {@code null} if they have no key.
	 */
	public @Nullable String header(ServiceKey service) {
		String header = this.byService.isEmpty() ? this.others : this.byService.getOrDefault(service, this.others);
		return (header == null || header.isEmpty()) ? null : header;
	}

	/**
	 * Returns a context with a header's value as its key, the same one if there is none.
	 * @param value the value, {@code null} if the request is without the header
	 */
	public static PickContext withKey(PickContext context, @Nullable String value) {
		return (value == null || value.isBlank()) ? context : context.withKey(value);
	}

	private static String checked(String property, String name) {
		boolean valid = name.isEmpty()
				|| (NAME.matcher(name).matches() && !name.toLowerCase(Locale.ROOT).endsWith(BINARY_IN_GRPC));
		if (!valid) {
			throw new InvalidRegistryPropertyException(property, name,
					"the name of a header, of letters, digits, '-', '_' and '.', that does not end in -bin, "
							+ "which gRPC keeps for binary values",
					property + "=X-User-Id");
		}
		return name;
	}

}
