package io.movieinfo.registry.autoconfigure.registration;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Pattern;

import io.movieinfo.registry.autoconfigure.InvalidRegistryPropertyException;
import io.movieinfo.registry.autoconfigure.RegistryClientProperties;
import io.movieinfo.registry.autoconfigure.RegistryConnectionDetails;
import io.movieinfo.registry.client.registration.AddressSelector;
import io.movieinfo.registry.protocol.InstanceContent;
import io.movieinfo.registry.protocol.InvalidFieldException;
import io.movieinfo.registry.protocol.Names;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.ApplicationContext;
import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

/**
 * What the application registers itself as, put together from properties and from what it
 * runs as.
 */
final class OwnInstance {

	private static final Logger logger = LoggerFactory.getLogger(OwnInstance.class);

	private static final String PREFIX = "registry.client.instance.";

	private static final String APPLICATION_NAME = "spring.application.name";

	private static final Pattern WILDCARD = Pattern.compile("[0:]+|0+(\\.0+){3}");

	/** What to write where a value is refused, by the property's last part. */
	private static final Map<String, String> EXAMPLES = Map.of("id", "user-service-1", "address", "10.0.0.5", "port",
			"8080", "zone", "zone-a", "weight", "100", "tags", "blue,canary", "preferred-networks", "10.1.0.0/16");

	private final RegistryClientProperties.Instance properties;

	private final String namespace;

	private final Environment environment;

	private final AddressSelector addresses;

	/**
	 * Takes the settings; looks nothing up yet.
	 * @throws InvalidRegistryPropertyException if a preferred network is none
	 */
	OwnInstance(RegistryClientProperties properties, RegistryConnectionDetails connection, ApplicationContext context) {
		this.properties = properties.instance();
		this.namespace = properties.namespace();
		this.environment = context.getEnvironment();
		this.addresses = checked(() -> new AddressSelector(connection.serverUrls(), this.properties.preferredNetworks(),
				this.properties.preferIpAddress()));
	}

	@Nullable Integer configuredPort() {
		return this.properties.port();
	}

	/**
	 * Checks everything that is known before the application is ready.
	 * @param reachability how the application can be reached
	 * @throws InvalidRegistryPropertyException if a property is missing or refused
	 */
	void check(Reachability reachability) {
		String address = configuredAddress(reachability);
		Integer port = configuredPort();
		content(reachability, (address != null) ? address : "localhost", (port != null) ? port : 1, Map.of());
		String applicationName = this.environment.getProperty(APPLICATION_NAME);
		if (this.properties.service() == null && applicationName != null && applicationName.contains("_")) {
			logger.warn("Registering as service '{}', because '_' cannot be part of lb://{}; to choose a name, set "
					+ "registry.client.instance.service", serviceName(), applicationName);
		}
	}

	/**
	 * Returns what to register. May block for name look-ups if no address is configured.
	 * @param reachability how the application can be reached
	 * @param port the port that others connect to
	 * @param found metadata that the application itself does not set
	 * @throws InvalidRegistryPropertyException if a property is missing or refused
	 */
	InstanceContent content(Reachability reachability, int port, Map<String, String> found) {
		String address = configuredAddress(reachability);
		return content(reachability, (address != null) ? address : this.addresses.select(), port, found);
	}

	private InstanceContent content(Reachability reachability, String address, int port, Map<String, String> found) {
		String service = serviceName();
		Map<String, String> meta = new LinkedHashMap<>(found);
		meta.putAll(this.properties.meta());
		return checked(() -> InstanceContent.builder(service)
			.namespace(this.namespace)
			.id(this.properties.id())
			.address(address)
			.port(port)
			.secure(secure(reachability))
			.zone(this.properties.zone())
			.weight(this.properties.weight())
			.tags(this.properties.tags())
			.meta(meta)
			.build());
	}

	private String serviceName() {
		String service = this.properties.service();
		if (service != null) {
			return service(PREFIX + "service", service, service);
		}
		String applicationName = this.environment.getProperty(APPLICATION_NAME);
		if (!StringUtils.hasText(applicationName)) {
			throw new InvalidRegistryPropertyException(APPLICATION_NAME, null,
					"it names the service that this application registers as", APPLICATION_NAME + "=user-service");
		}
		return service(APPLICATION_NAME, applicationName, applicationName.replace('_', '-'));
	}

	private static String service(String property, String written, String name) {
		try {
			return Names.service(property, name);
		}
		catch (InvalidFieldException ex) {
			String example = name.toLowerCase(Locale.ROOT)
				.replaceAll("[^a-z0-9.]+", "-")
				.replaceAll("^[^a-z0-9]+|[^a-z0-9]+$", "");
			if (example.isEmpty() || example.length() > 64) {
				example = "user-service";
			}
			throw new InvalidRegistryPropertyException(property, written, ex.expected() + ", as a service's name",
					(property.equals(APPLICATION_NAME) ? PREFIX + "service=" : property + "=") + example);
		}
	}

	private @Nullable String configuredAddress(Reachability reachability) {
		if (StringUtils.hasText(this.properties.address())) {
			return this.properties.address();
		}
		String bound = this.environment.getProperty(reachability.serverProperties() + ".address");
		return (StringUtils.hasText(bound) && !WILDCARD.matcher(bound).matches()) ? bound : null;
	}

	private boolean secure(Reachability reachability) {
		if (this.properties.secure() != null) {
			return this.properties.secure();
		}
		return usesSsl(this.environment, reachability.serverProperties());
	}

	/**
	 * Whether a server uses SSL, as the servers do it: as soon as anything is set, unless
	 * switched off.
	 * @param server where the server's properties begin
	 */
	static boolean usesSsl(Environment environment, String server) {
		String ssl = server + ".ssl";
		boolean configured = Binder.get(environment)
			.bind(ssl, Bindable.mapOf(String.class, Object.class))
			.map((settings) -> !settings.isEmpty())
			.orElse(false);
		return configured && environment.getProperty(ssl + ".enabled", Boolean.class, true);
	}

	private static <T> T checked(Supplier<T> values) {
		try {
			return values.get();
		}
		catch (InvalidFieldException ex) {
			throw refused(ex);
		}
	}

	private static InvalidRegistryPropertyException refused(InvalidFieldException ex) {
		if ("namespace".equals(ex.field())) {
			String property = "registry.client.namespace";
			return InvalidRegistryPropertyException.causedBy(property, ex, property + "=default");
		}
		String property = PREFIX + ex.field();
		String example = EXAMPLES.get(ex.field());
		return InvalidRegistryPropertyException.causedBy(property, ex,
				(example != null) ? property + "=" + example : PREFIX + "meta.version=1.2");
	}

}
