package io.movieinfo.registry.autoconfigure;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

import io.movieinfo.registry.autoconfigure.RegistryClientProperties.ServiceBalancer;
import io.movieinfo.registry.balancer.BalancingRules;
import io.movieinfo.registry.balancer.BalancingStrategy;
import io.movieinfo.registry.protocol.InvalidFieldException;
import io.movieinfo.registry.protocol.ServiceKey;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The balancing strategies and rules that the properties choose, for the application and
 * for single services.
 */
final class ChosenStrategies {

	private static final Logger logger = LoggerFactory.getLogger(ChosenStrategies.class);

	private static final String BALANCER = "registry.client.balancer.";

	private static final String PROPERTY = BALANCER + "strategy";

	static final String SERVICES = BALANCER + "services.";

	/** Every strategy by its name; a bean replaces a stock strategy of the same name. */
	private final Map<String, BalancingStrategy> known = new TreeMap<>();

	/** Those of them that do not go by a request's key, as far as that is known. */
	private final Set<BalancingStrategy> withoutKey = new HashSet<>();

	private final Map<ServiceKey, BalancingStrategy> byService = new HashMap<>();

	private final Map<ServiceKey, BalancingRules> rulesByService = new HashMap<>();

	private final BalancingStrategy others;

	private final BalancingRules rulesOfOthers;

	/**
	 * Looks up all chosen strategies, and warns of keys that none of them asks for.
	 * @param properties the client's properties
	 * @param beans the application's own strategies
	 * @throws InvalidRegistryPropertyException if a strategy or service name is not known
	 * or not valid
	 */
	ChosenStrategies(RegistryClientProperties properties, Stream<BalancingStrategy> beans) {
		BalancingStrategy.names().forEach((name) -> this.known.put(name, BalancingStrategy.named(name)));
		this.withoutKey.addAll(this.known.values());
		this.withoutKey.remove(this.known.get(BalancingStrategy.CONSISTENT_HASH));
		beans.forEach((strategy) -> this.known.put(strategy.name(), strategy));
		this.others = named(PROPERTY, properties.balancer().strategy());
		this.rulesOfOthers = BalancingRules.DEFAULT.withZone(properties.instance().zone())
			.withEjection(properties.balancer().ejection().enabled());
		properties.balancer().services().forEach((service, balancer) -> add(properties.namespace(), service, balancer));
		warnOfHashHeaders(properties);
	}

	BalancingStrategy forService(ServiceKey service) {
		return this.byService.getOrDefault(service, this.others);
	}

	BalancingRules rulesFor(ServiceKey service) {
		return this.rulesByService.getOrDefault(service, this.rulesOfOthers);
	}

	private void add(String namespace, String service, ServiceBalancer balancer) {
		ServiceKey key = serviceKey(namespace, service);
		if (balancer.strategy() != null) {
			this.byService.put(key, named(SERVICES + service + ".strategy", balancer.strategy()));
		}
		this.rulesByService.put(key, this.rulesOfOthers.withSubset(balancer.tags(), balancer.meta()));
	}

	/**
	 * A header that is no strategy's key is most likely half of a setting, and nothing
	 * else would show it.
	 */
	private void warnOfHashHeaders(RegistryClientProperties properties) {
		boolean asked = !this.withoutKey.contains(this.others);
		for (Map.Entry<String, ServiceBalancer> service : properties.balancer().services().entrySet()) {
			BalancingStrategy strategy = forService(serviceKey(properties.namespace(), service.getKey()));
			String header = service.getValue().hashHeader();
			if (!this.withoutKey.contains(strategy)) {
				asked = asked || header == null;
			}
			else if (isSet(header)) {
				warnOfHashHeader(SERVICES + service.getKey() + ".", header, strategy);
			}
		}
		if (!asked && isSet(properties.balancer().hashHeader())) {
			warnOfHashHeader(BALANCER, properties.balancer().hashHeader(), this.others);
		}
	}

	private static boolean isSet(@Nullable String header) {
		return header != null && !header.isEmpty();
	}

	private static void warnOfHashHeader(String prefix, @Nullable String header, BalancingStrategy strategy) {
		logger.warn(
				"{}hash-header={} has no effect, because the strategy '{}' does not go by it; "
						+ "to have requests of the same key sent to the same instance, set {}strategy={}",
				prefix, header, strategy.name(), prefix, BalancingStrategy.CONSISTENT_HASH);
	}

	private BalancingStrategy named(String property, String name) {
		BalancingStrategy strategy = this.known.get(name);
		if (strategy == null) {
			throw new InvalidRegistryPropertyException(property, name,
					"one of " + String.join(", ", this.known.keySet())
							+ ", or the name of a BalancingStrategy bean of your own",
					property + "=" + BalancingStrategy.ADAPTIVE);
		}
		return strategy;
	}

	static ServiceKey serviceKey(String namespace, String service) {
		try {
			return new ServiceKey(namespace, service);
		}
		catch (InvalidFieldException ex) {
			throw InvalidRegistryPropertyException.causedBy(SERVICES + service, ex,
					SERVICES + "user-service.strategy=" + BalancingStrategy.ADAPTIVE);
		}
	}

}
