package io.movieinfo.registry.server.app.actuate;

import io.movieinfo.registry.server.Registry;
import io.movieinfo.registry.server.app.StoreState;

import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.stereotype.Component;

/**
 * Health {@code registry}: down while changes cannot be stored. Reads and watches go on
 * meanwhile.
 */
@Component
final class RegistryHealthIndicator extends AbstractHealthIndicator {

	private final Registry registry;

	private final StoreState store;

	RegistryHealthIndicator(Registry registry, StoreState store) {
		super("The registry's health could not be found out");
		this.registry = registry;
		this.store = store;
	}

	@Override
	protected void doHealthCheck(Health.Builder builder) {
		builder.up().withDetail("node", this.registry.node()).withDetail("epoch", this.registry.epoch());
		String failure = this.store.failure();
		if (failure != null) {
			builder.down().withDetail("store", failure);
		}
	}

}
