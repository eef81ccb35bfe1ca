package io.movieinfo.registry.autoconfigure.actuate;

import io.movieinfo.registry.autoconfigure.RegistryClientAutoConfiguration;
import io.movieinfo.registry.client.RegistryClient;
import io.movieinfo.registry.client.registration.HealthChecker;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.actuate.endpoint.StatusAggregator;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthContributors;
import org.springframework.boot.health.registry.HealthContributorRegistry;
import org.springframework.boot.health.registry.ReactiveHealthContributorRegistry;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of what is between the registry and Actuator: the application's
 * health indicators are what is reported to the registry, and an indicator of its own
 * says how the registry is.
 */
@AutoConfiguration(after = RegistryClientAutoConfiguration.class,
		afterName = "org.springframework.boot.health.autoconfigure.registry.HealthContributorRegistryAutoConfiguration")
@ConditionalOnClass({ HealthContributorRegistry.class, StatusAggregator.class })
@ConditionalOnBooleanProperty(name = "registry.client.enabled", matchIfMissing = true)
@ConditionalOnBean(RegistryClient.class)
public final class RegistryActuatorAutoConfiguration {

	@Bean
	@ConditionalOnEnabledHealthIndicator("registry")
	@ConditionalOnMissingBean(name = "registryHealthIndicator")
	RegistryHealthIndicator registryHealthIndicator(RegistryClient client) {
		return new RegistryHealthIndicator(client::session);
	}

	@Bean
	@ConditionalOnBean(HealthContributorRegistry.class)
	@ConditionalOnMissingBean(HealthChecker.class)
	ActuatorHealthChecker registryHealthChecker(HealthContributorRegistry registry,
			ObjectProvider<ReactiveHealthContributorRegistry> reactiveRegistry,
			ObjectProvider<StatusAggregator> aggregator) {
		ReactiveHealthContributorRegistry reactive = reactiveRegistry.getIfAvailable();
		HealthContributors contributors = (reactive != null)
				? HealthContributors.of(registry, reactive.asHealthContributors()) : registry;
		return new ActuatorHealthChecker(contributors, () -> aggregator.getIfAvailable(StatusAggregator::getDefault));
	}

}
