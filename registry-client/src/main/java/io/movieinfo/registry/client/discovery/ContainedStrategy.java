package io.movieinfo.registry.client.discovery;

import java.util.function.Function;

import io.movieinfo.registry.balancer.BalancingStrategy;
import io.movieinfo.registry.balancer.EndpointSet;
import io.movieinfo.registry.balancer.Picker;
import io.movieinfo.registry.protocol.ServiceKey;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a strategy that fails to make a picker from harming the client: round-robin takes
 * its place.
 */
final class ContainedStrategy implements BalancingStrategy {

	private static final Logger logger = LoggerFactory.getLogger(ContainedStrategy.class);

	private final ServiceKey service;

	private final BalancingStrategy delegate;

	private final BalancingStrategy fallback = BalancingStrategy.roundRobin();

	private boolean failureLogged;

	private ContainedStrategy(ServiceKey service, BalancingStrategy delegate) {
		this.service = service;
		this.delegate = delegate;
	}

	static BalancingStrategy of(ServiceKey service, Function<ServiceKey, BalancingStrategy> strategy) {
		try {
			BalancingStrategy chosen = strategy.apply(service);
			if (chosen != null) {
				return new ContainedStrategy(service, chosen);
			}
			logger.error("There is no balancing strategy for service '{}'; it is balanced by round-robin", service);
		}
		catch (RuntimeException ex) {
			logger.error("No balancing strategy could be had for service '{}'; it is balanced by round-robin", service,
					ex);
		}
		return BalancingStrategy.roundRobin();
	}

	@Override
	public String name() {
		return this.delegate.name();
	}

	@Override
	public Picker picker(EndpointSet endpoints) {
		try {
			return this.delegate.picker(endpoints);
		}
		catch (RuntimeException ex) {
			if (!this.failureLogged) {
				logger.error("Balancing strategy '{}' failed for service '{}'; round-robin takes its place",
						this.delegate.name(), this.service, ex);
			}
			this.failureLogged = true;
			return this.fallback.picker(endpoints);
		}
	}

}
