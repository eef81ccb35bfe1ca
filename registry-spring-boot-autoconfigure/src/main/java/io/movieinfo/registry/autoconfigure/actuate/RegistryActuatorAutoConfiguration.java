package io.movieinfo.registry.autoconfigure.actuate;

import java.util.Set;
import java.util.TreeSet;

import io.movieinfo.registry.autoconfigure.InvalidRegistryPropertyException;
import io.movieinfo.registry.autoconfigure.RegistryClientAutoConfiguration;
import io.movieinfo.registry.autoconfigure.RegistryClientProperties;
import io.movieinfo.registry.client.RegistryClient;
import io.movieinfo.registry.client.registration.HealthChecker;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.actuate.endpoint.HealthEndpointGroup;
import org.springframework.boot.health.actuate.endpoint.HealthEndpointGroups;
import org.springframework.boot.health.actuate.endpoint.StatusAggregator;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthContributors;
import org.springframework.boot.health.registry.HealthContributorRegistry;
import org.springframework.boot.health.registry.ReactiveHealthContributorRegistry;
import org.springframework.context.annotation.Bean;
import org.springframework.util.StringUtils;

/**
 * Auto-configuration of what is between the registry and Actuator: the application's
 * health indicators, or those of a group, are what is reported to the registry, and an
 * indicator of its own says how the registry is.
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
	ActuatorHealthChecker registryHealthChecker(RegistryClientProperties properties, HealthContributorRegistry registry,
			ObjectProvider<ReactiveHealthContributorRegistry> reactiveRegistry,
			ObjectProvider<StatusAggregator> aggregator, ObjectProvider<HealthEndpointGroups> groups) {
		ReactiveHealthContributorRegistry reactive = reactiveRegistry.getIfAvailable();
		HealthContributors contributors = (reactive != null)
				? HealthContributors.of(registry, reactive.asHealthContributors()) : registry;
		String group = properties.health().group();
		if (StringUtils.hasText(group)) {
			return ActuatorHealthChecker.ofGroup(contributors, group, group(group, groups.getIfAvailable()));
		}
		return ActuatorHealthChecker.ofAll(contributors, () -> aggregator.getIfAvailable(StatusAggregator::getDefault));
	}

	private static HealthEndpointGroup group(String name, @Nullable HealthEndpointGroups groups) {
		if (groups == null) {
			throw unknownGroup(name, "no group, as Actuator's health endpoint is switched off or not exposed",
					"management.endpoint.health.access=read-only%n    management.endpoints.web.exposure.include=health"
						.formatted());
		}
		HealthEndpointGroup group = groups.get(name);
		if (group == null) {
			Set<String> known = new TreeSet<>(groups.getNames());
			throw unknownGroup(name,
					known.isEmpty() ? "a health group, but there is none"
							: "one of the health groups " + String.join(", ", known),
					"management.endpoint.health.group.%s.include=db".formatted(name));
		}
		return group;
	}

	private static InvalidRegistryPropertyException unknownGroup(String name, String expected, String example) {
		return new InvalidRegistryPropertyException("registry.client.health.group", name, expected, example);
	}

}
