package io.movieinfo.registry.autoconfigure.cloud;

import io.movieinfo.registry.autoconfigure.RegistryClientAutoConfiguration;
import io.movieinfo.registry.autoconfigure.RegistryClientProperties;
import io.movieinfo.registry.client.discovery.DiscoveryClient;
import reactor.core.publisher.Flux;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.cloud.client.discovery.ReactiveDiscoveryClient;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Auto-configuration of the discovery clients that Spring Cloud has applications use, on
 * top of the registry's own one. Spring Cloud's switches hold:
 * {@code spring.cloud.discovery.enabled}, {@code .blocking.enabled} and
 * {@code .reactive.enabled}. Spring Cloud's own registration of services is not used: the
 * application is registered as it is without Spring Cloud, once.
 */
@AutoConfiguration(after = RegistryClientAutoConfiguration.class, beforeName = {
		"org.springframework.cloud.client.CommonsClientAutoConfiguration",
		"org.springframework.cloud.client.ReactiveCommonsClientAutoConfiguration",
		"org.springframework.cloud.client.discovery.composite.CompositeDiscoveryClientAutoConfiguration",
		"org.springframework.cloud.client.discovery.composite.reactive.ReactiveCompositeDiscoveryClientAutoConfiguration" })
@ConditionalOnClass(org.springframework.cloud.client.discovery.DiscoveryClient.class)
@ConditionalOnBooleanProperty(name = { "registry.client.enabled", "spring.cloud.discovery.enabled" },
		matchIfMissing = true)
@ConditionalOnBean(DiscoveryClient.class)
public final class CloudDiscoveryAutoConfiguration {

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnBooleanProperty(name = "spring.cloud.discovery.blocking.enabled", matchIfMissing = true)
	static final class Blocking {

		@Bean
		RegistryDiscoveryClient registryCloudDiscoveryClient(DiscoveryClient registry,
				RegistryClientProperties properties) {
			return new RegistryDiscoveryClient(registry, properties.namespace());
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(value = { ReactiveDiscoveryClient.class, Flux.class },
			name = "org.springframework.web.reactive.function.client.WebClient")
	@ConditionalOnBooleanProperty(name = "spring.cloud.discovery.reactive.enabled", matchIfMissing = true)
	static final class Reactive {

		@Bean
		RegistryReactiveDiscoveryClient registryReactiveCloudDiscoveryClient(DiscoveryClient registry,
				RegistryClientProperties properties) {
			return new RegistryReactiveDiscoveryClient(new RegistryDiscoveryClient(registry, properties.namespace()));
		}

	}

}
