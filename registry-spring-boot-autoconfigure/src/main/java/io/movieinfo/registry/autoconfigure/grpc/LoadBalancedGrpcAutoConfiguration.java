package io.movieinfo.registry.autoconfigure.grpc;

import io.grpc.NameResolverProvider;
import io.movieinfo.registry.autoconfigure.HashHeaders;
import io.movieinfo.registry.autoconfigure.RegistryClientAutoConfiguration;
import io.movieinfo.registry.autoconfigure.RegistryClientProperties;
import io.movieinfo.registry.balancer.LoadBalancer;
import io.movieinfo.registry.client.discovery.DiscoveryClient;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.grpc.client.autoconfigure.GrpcClientDefaultServiceConfigCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.grpc.client.GrpcChannelBuilderCustomizer;

/**
 * Auto-configuration that lets every gRPC channel of Spring Boot's
 * {@code GrpcChannelFactory}, and so every stub that {@code @ImportGrpcClients} makes,
 * have a target {@code registry:///<service>}, or
 * {@code registry://<namespace>/<service>} for a service of another namespace. An
 * instance is picked for each RPC. TLS and all else follow the channel's own
 * configuration; channels to other targets are what they are without it.
 */
@AutoConfiguration(after = RegistryClientAutoConfiguration.class,
		beforeName = "org.springframework.boot.grpc.client.autoconfigure.GrpcClientAutoConfiguration")
@ConditionalOnClass({ NameResolverProvider.class, GrpcChannelBuilderCustomizer.class,
		GrpcClientDefaultServiceConfigCustomizer.class })
@ConditionalOnBooleanProperty(name = "registry.client.enabled", matchIfMissing = true)
@ConditionalOnBean({ DiscoveryClient.class, LoadBalancer.class })
public final class LoadBalancedGrpcAutoConfiguration {

	@Bean
	RegistryChannels<?> registryGrpcChannels(DiscoveryClient discovery, LoadBalancer loadBalancer,
			RegistryClientProperties properties, HashHeaders hashHeaders) {
		return new RegistryChannels<>(discovery, loadBalancer, properties.namespace(), hashHeaders);
	}

}
