package io.movieinfo.registry.autoconfigure.actuate;

import io.movieinfo.registry.autoconfigure.RegistryClientAutoConfiguration;
import io.movieinfo.registry.autoconfigure.RegistryClientProperties;
import io.movieinfo.registry.balancer.LoadBalancer;
import io.movieinfo.registry.client.RegistryClient;

import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.autoconfigure.endpoint.expose.EndpointExposure;
import org.springframework.boot.actuate.autoconfigure.info.ConditionalOnEnabledInfoContributor;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.web.annotation.EndpointWebExtension;
import org.springframework.boot.actuate.info.InfoContributor;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of Actuator's endpoints {@code registry} and {@code discovery},
 * which are there if they are exposed, like any other, and of what {@code info} says of
 * the registry.
 */
@AutoConfiguration(after = RegistryClientAutoConfiguration.class)
@ConditionalOnClass({ Endpoint.class, EndpointWebExtension.class, InfoContributor.class,
		ConditionalOnAvailableEndpoint.class })
@ConditionalOnBooleanProperty(name = "registry.client.enabled", matchIfMissing = true)
@ConditionalOnBean(RegistryClient.class)
public final class RegistryEndpointsAutoConfiguration {

	@Bean
	@ConditionalOnAvailableEndpoint
	@ConditionalOnMissingBean
	RegistryEndpoint registryEndpoint(RegistryClient client, RegistryClientProperties properties) {
		return new RegistryEndpoint(client,
				new OwnInstance(client::registrations, properties.instance().weight(), properties.drain().timeout()));
	}

	@Bean
	@ConditionalOnAvailableEndpoint(endpoint = RegistryEndpoint.class, exposure = EndpointExposure.WEB)
	@ConditionalOnBean(RegistryEndpoint.class)
	@ConditionalOnMissingBean
	RegistryEndpointWebExtension registryEndpointWebExtension(RegistryEndpoint endpoint) {
		return new RegistryEndpointWebExtension(endpoint);
	}

	@Bean
	@ConditionalOnAvailableEndpoint
	@ConditionalOnBean(LoadBalancer.class)
	@ConditionalOnMissingBean
	DiscoveryEndpoint registryDiscoveryEndpoint(RegistryClient client, LoadBalancer loadBalancer,
			RegistryClientProperties properties) {
		return new DiscoveryEndpoint(client.discoveryStatistics(), loadBalancer, properties.namespace());
	}

	@Bean
	@ConditionalOnEnabledInfoContributor("registry")
	@ConditionalOnMissingBean(name = "registryInfoContributor")
	RegistryInfoContributor registryInfoContributor(RegistryClient client) {
		return new RegistryInfoContributor(client);
	}

}
