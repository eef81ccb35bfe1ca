package io.movieinfo.registry.autoconfigure.registration;

import io.movieinfo.registry.autoconfigure.InvalidRegistryPropertyException;
import io.movieinfo.registry.autoconfigure.RegistryClientAutoConfiguration;
import io.movieinfo.registry.autoconfigure.RegistryClientProperties;
import io.movieinfo.registry.autoconfigure.RegistryConnectionDetails;
import io.movieinfo.registry.client.RegistryClient;
import io.movieinfo.registry.client.registration.HealthChecker;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.util.StringUtils;

/**
 * Auto-configuration of the application's own registration: from the moment that it is
 * ready until it begins to stop. A {@link HealthChecker} bean says how it is; without
 * one, and without Actuator, it is healthy for as long as it accepts traffic. A health
 * group counts only where no such bean is the application's own.
 */
@AutoConfiguration(after = RegistryClientAutoConfiguration.class)
@ConditionalOnBooleanProperty(name = { "registry.client.enabled", "registry.client.registration.enabled" },
		matchIfMissing = true)
@ConditionalOnBean(RegistryClient.class)
public final class RegistrationAutoConfiguration {

	private static final Logger logger = LoggerFactory.getLogger(RegistrationAutoConfiguration.class);

	/** The bean that asks health indicators, which is there unless others are. */
	private static final String ACTUATORS_CHECKER = "registryHealthChecker";

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
				() -> checker(checker.getIfAvailable(), context, properties),
				new FailFast(properties.registration(), connection.serverUrls(), client::session));
	}

	private static HealthChecker checker(@Nullable HealthChecker found, ApplicationContext context,
			RegistryClientProperties properties) {
		String group = properties.health().group();
		if (found != null) {
			// a warning only: what is shared by many applications may well set a group
			if (StringUtils.hasText(group) && !context.containsBean(ACTUATORS_CHECKER)) {
				logger.warn("registry.client.health.group is '{}', but does not count: this application's own "
						+ "HealthChecker bean says how it is", group);
			}
			return found;
		}
		if (StringUtils.hasText(group)) {
			throw new InvalidRegistryPropertyException("registry.client.health.group", group,
					"no group, as this application has no health indicators: they come with spring-boot-starter-actuator",
					"registry.client.health.group=");
		}
		return HealthChecker.ALWAYS_HEALTHY;
	}

}
