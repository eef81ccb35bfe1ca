package io.movieinfo.registry.autoconfigure;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

import io.movieinfo.registry.autoconfigure.RegistryClientProperties.ServiceBalancer;
import io.movieinfo.registry.balancer.BalancingStrategy;
import io.movieinfo.registry.protocol.InvalidFieldException;
import io.movieinfo.registry.protocol.ServiceKey;

/**
 * The balancing strategies that the properties choose, for the application and for single
 * services.
 */
final class ChosenStrategies {

	private static final String PROPERTY = "registry.client.balancer.strategy";

	private static final String SERVICES = "registry.client.balancer.services.";

	/** Every strategy by its name; a bean replaces a stock strategy of the same name. */
	private final Map<String, BalancingStrategy> known = new TreeMap<>();

	private final Map<ServiceKey, BalancingStrategy> byService = new HashMap<>();

	private final BalancingStrategy others;

	/**
	 * Looks up all chosen strategies.
	 * @param properties the client's properties
	 * @param beans the application's own strategies
	 * @throws InvalidRegistryPropertyException if a strategy or service name is not known
	 * or not valid
	 */
	ChosenStrategies(RegistryClientProperties properties, Stream<BalancingStrategy> beans) {
		for (BalancingStrategy stock : List.of(BalancingStrategy.roundRobin(), BalancingStrategy.random())) {
			this.known.put(stock.name(), stock);
		}
		beans.forEach((strategy) -> this.known.put(strategy.name(), strategy));
		this.others = named(PROPERTY, properties.balancer().strategy());
		properties.balancer().services().forEach((service, balancer) -> add(properties.namespace(), service, balancer));
	}

	BalancingStrategy forService(ServiceKey service) {
		return this.byService.getOrDefault(service, this.others);
	}

	private void add(String namespace, String service, ServiceBalancer balancer) {
		if (balancer.strategy() != null) {
			BalancingStrategy strategy = named(SERVICES + service + ".strategy", balancer.strategy());
			this.byService.put(serviceKey(namespace, service), strategy);
		}
	}

	private BalancingStrategy named(String property, String name) {
		BalancingStrategy strategy = this.known.get(name);
		if (strategy == null) {
			throw new InvalidRegistryPropertyException(property, name,
					"one of " + String.join(", ", this.known.keySet())
							+ ", or the name of a BalancingStrategy bean of your own",
					property + "=" + BalancingStrategy.ROUND_ROBIN);
		}
		return strategy;
	}

	private static ServiceKey serviceKey(String namespace, String service) {
		try {
			return new ServiceKey(namespace, service);
		}
		catch (InvalidFieldException ex) {
			throw InvalidRegistryPropertyException.causedBy(SERVICES + service, ex,
					SERVICES + "user-service.strategy=" + BalancingStrategy.ROUND_ROBIN);
		}
	}

}
