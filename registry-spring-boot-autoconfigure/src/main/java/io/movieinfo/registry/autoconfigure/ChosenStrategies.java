package io.movieinfo.registry.autoconfigure;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

import io.movieinfo.registry.autoconfigure.RegistryClientProperties.ServiceBalancer;
import io.movieinfo.registry.balancer.BalancingRules;
import io.movieinfo.registry.balancer.BalancingStrategy;
import io.movieinfo.registry.protocol.InvalidFieldException;
import io.movieinfo.registry.protocol.ServiceKey;

/**
 * The balancing strategies and rules that the properties choose, for the application and
 * for single services.
 */
final class ChosenStrategies {

	private static final String PROPERTY = "registry.client.balancer.strategy";

	static final String SERVICES = "registry.client.balancer.services.";

	/** Every strategy by its name; a bean replaces a stock strategy of the same name. */
	private final Map<String, BalancingStrategy> known = new TreeMap<>();

	private final Map<ServiceKey, BalancingStrategy> byService = new HashMap<>();

	private final Map<ServiceKey, BalancingRules> rulesByService = new HashMap<>();

	private final BalancingStrategy others;

	private final BalancingRules rulesOfOthers;

	/**
	 * Looks up all chosen strategies.
	 * @param properties the client's properties
	 * @param beans the application's own strategies
	 * @throws InvalidRegistryPropertyException if a strategy or service name is not known
	 * or not valid
	 */
	ChosenStrategies(RegistryClientProperties properties, Stream<BalancingStrategy> beans) {
		BalancingStrategy.names().forEach((name) -> this.known.put(name, BalancingStrategy.named(name)));
		beans.forEach((strategy) -> this.known.put(strategy.name(), strategy));
		this.others = named(PROPERTY, properties.balancer().strategy());
		this.rulesOfOthers = BalancingRules.DEFAULT.withZone(properties.instance().zone())
			.withEjection(properties.balancer().ejection().enabled());
		properties.balancer().services().forEach((service, balancer) -> add(properties.namespace(), service, balancer));
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
