package io.movieinfo.registry.autoconfigure.actuate;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.movieinfo.registry.autoconfigure.RegistryClientAutoConfiguration;
import io.movieinfo.registry.autoconfigure.RegistryClientProperties;
import io.movieinfo.registry.autoconfigure.RepeatStatistics;
import io.movieinfo.registry.client.RegistryClient;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the registry client's meters, in whatever meter registries the
 * application has.
 */
@AutoConfiguration(after = RegistryClientAutoConfiguration.class,
		afterName = { "org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration",
				"org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration" })
@ConditionalOnClass({ MeterRegistry.class, MeterBinder.class })
@ConditionalOnBooleanProperty(name = "registry.client.enabled", matchIfMissing = true)
@ConditionalOnBean({ RegistryClient.class, MeterRegistry.class })
public final class RegistryMetricsAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	RegistryClientMetrics registryClientMetrics(RegistryClient client, RegistryClientProperties properties,
			ObjectProvider<RepeatStatistics> repeats) {
		return new RegistryClientMetrics(client, properties.namespace(), repeats.getIfUnique());
	}

}
