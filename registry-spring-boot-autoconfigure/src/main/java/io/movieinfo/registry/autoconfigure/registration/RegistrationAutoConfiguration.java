package io.movieinfo.registry.autoconfigure.registration;

import io.movieinfo.registry.autoconfigure.InvalidRegistryPropertyException;
import io.movieinfo.registry.autoconfigure.RegistryClientAutoConfiguration;
import io.movieinfo.registry.autoconfigure.RegistryClientProperties;
import io.movieinfo.registry.autoconfigure.RegistryConnectionDetails;
import io.movieinfo.registry.client.RegistryClient;
import io.movieinfo.registry.client.registration.HealthChecker;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.util.StringUtils;

/**
 * Auto-configuration of the application's own registration: from the moment that it is
 * ready until it begins to stop. A {@link HealthChecker} bean says how it is; without
 * one, and without Actuator, it is healthy for as long as it accepts traffic.
 */
@AutoConfiguration(after = RegistryClientAutoConfiguration.class)
@ConditionalOnBooleanProperty(name = { "registry.client.enabled", "registry.client.registration.enabled" },
		matchIfMissing = true)
@ConditionalOnBean(RegistryClient.class)
public final class RegistrationAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	Registrar registryRegistrar(RegistryClient client) {
		return client::register;
	}

	@Bean
	RegistrationLifecycle registryRegistrationLifecycle(ConfigurableApplicationContext context, Registrar registrar,
			RegistryClient client, RegistryClientProperties properties, RegistryConnectionDetails connection,
			ObjectProvider<HealthChecker> checker) {
		return new RegistrationLifecycle(context, registrar, properties,
				new OwnInstance(properties, connection, context),
				() -> checker.getIfAvailable(() -> noChecker(properties)),
				new FailFast(properties.registration(), connection.serverUrls(), client::session));
	}

	private static HealthChecker noChecker(RegistryClientProperties properties) {
		String group = properties.health().group();
		if (StringUtils.hasText(group)) {
			throw new InvalidRegistryPropertyException("registry.client.health.group", group,
					"no group, as this application has no health indicators: they come with spring-boot-starter-actuator",
					"registry.client.health.group=");
		}
		return HealthChecker.ALWAYS_HEALTHY;
	}

}
