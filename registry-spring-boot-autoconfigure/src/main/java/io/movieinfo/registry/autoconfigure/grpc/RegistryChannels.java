package io.movieinfo.registry.autoconfigure.grpc;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.grpc.ManagedChannelBuilder;
import io.movieinfo.registry.autoconfigure.HashHeaders;
import io.movieinfo.registry.balancer.LoadBalancer;
import io.movieinfo.registry.client.discovery.DiscoveryClient;

import org.springframework.boot.grpc.client.autoconfigure.GrpcClientDefaultServiceConfigCustomizer;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.grpc.client.GrpcChannelBuilderCustomizer;

/**
 * Gives each channel of an application that application's own registry client, for its
 * resolver. The resolver's provider is found once for all applications of a process, and
 * therefore knows none. Comes last, to see the service config that the others have made
 * of a channel's properties.
 */
@Order(Ordered.LOWEST_PRECEDENCE)
final class RegistryChannels<T extends ManagedChannelBuilder<T>>
		implements GrpcChannelBuilderCustomizer<T>, GrpcClientDefaultServiceConfigCustomizer {

	private final DiscoveryClient discovery;

	private final LoadBalancer loadBalancer;

	private final String namespace;

	private final HashHeaders hashHeaders;

	/** The channels' own service configs, by the name that a channel is made by. */
	private final Map<String, Map<String, Object>> serviceConfigs = new ConcurrentHashMap<>();

	RegistryChannels(DiscoveryClient discovery, LoadBalancer loadBalancer, String namespace, HashHeaders hashHeaders) {
		this.discovery = discovery;
		this.loadBalancer = loadBalancer;
		this.namespace = namespace;
		this.hashHeaders = hashHeaders;
	}

	@Override
	public void customize(String name, T builder) {
		builder.setNameResolverArg(ChannelRegistry.KEY, new ChannelRegistry(this.discovery, this.loadBalancer,
				this.namespace, this.hashHeaders, () -> this.serviceConfigs.getOrDefault(name, Map.of())));
	}

	@Override
	public void customize(String name, Map<String, Object> defaultServiceConfig) {
		this.serviceConfigs.put(name, new LinkedHashMap<>(defaultServiceConfig));
	}

}
