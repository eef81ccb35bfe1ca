package io.movieinfo.registry.autoconfigure;

import io.movieinfo.registry.balancer.BalancingStrategy;
import io.movieinfo.registry.balancer.LoadBalancer;
import io.movieinfo.registry.client.RegistryClient;
import io.movieinfo.registry.client.discovery.DiscoveryClient;
import io.movieinfo.registry.protocol.InvalidFieldException;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/**
 * Auto-configuration of the registry client: the session, the view of services and the
 * balancer. The client begins to connect when its bean is made, so that everything that
 * starts after it can call services, and is closed after all other beans, so that
 * whatever runs to its end meanwhile still can.
 */
@AutoConfiguration
@ConditionalOnBooleanProperty(name = "registry.client.enabled", matchIfMissing = true)
@EnableConfigurationProperties(RegistryClientProperties.class)
public final class RegistryClientAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean(RegistryConnectionDetails.class)
	PropertiesRegistryConnectionDetails registryConnectionDetails(RegistryClientProperties properties) {
		return new PropertiesRegistryConnectionDetails(properties);
	}

	@Bean
	static ClientCloser registryClientCloser() {
		return new ClientCloser();
	}

	@Bean(initMethod = "start", destroyMethod = "")
	@ConditionalOnMissingBean
	RegistryClient registryClient(RegistryClientProperties properties, RegistryConnectionDetails connection,
			Environment environment, ObjectProvider<BalancingStrategy> strategies,
			ObjectProvider<RegistryClientCustomizer> customizers, ClientCloser closer) {
		RegistryClient.Builder builder = RegistryClient.builder()
			.serverUrls(connection.serverUrls())
			.application(environment.getProperty("spring.application.name", "application"));
		apply("registry.client.namespace", "default", () -> builder.namespace(properties.namespace()));
		apply("registry.client.discovery.initial-wait", "2s",
				() -> builder.initialWait(properties.discovery().initialWait()));
		apply("registry.client.health.interval", "1s", () -> builder.healthInterval(properties.health().interval()));
		apply("registry.client.health.timeout", "1s", () -> builder.healthTimeout(properties.health().timeout()));
		properties.discovery().cache().applyTo(builder);
		ChosenStrategies chosen = new ChosenStrategies(properties, strategies.orderedStream());
		builder.strategy(chosen::forService).balancingRules(chosen::rulesFor);
		customizers.orderedStream().forEach((customizer) -> customizer.customize(builder));
		return closer.closeLast(builder.build());
	}

	@Bean
	HashHeaders registryHashHeaders(RegistryClientProperties properties) {
		return HashHeaders.of(properties);
	}

	@Bean
	@ConditionalOnMissingBean(DiscoveryClient.class)
	DiscoveryClient registryDiscoveryClient(RegistryClient client) {
		return client.discovery();
	}

	@Bean
	@ConditionalOnMissingBean(LoadBalancer.class)
	LoadBalancer registryLoadBalancer(RegistryClient client) {
		return client.loadBalancer();
	}

	private static void apply(String property, String example, Runnable setting) {
		try {
			setting.run();
		}
		catch (InvalidFieldException ex) {
			throw InvalidRegistryPropertyException.causedBy(property, ex, property + "=" + example);
		}
	}

}
