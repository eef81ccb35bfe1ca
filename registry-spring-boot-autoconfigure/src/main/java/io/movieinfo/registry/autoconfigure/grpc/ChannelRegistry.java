package io.movieinfo.registry.autoconfigure.grpc;

import java.util.Map;
import java.util.function.Supplier;

import io.grpc.NameResolver;
import io.movieinfo.registry.autoconfigure.HashHeaders;
import io.movieinfo.registry.balancer.LoadBalancer;
import io.movieinfo.registry.client.discovery.DiscoveryClient;

/**
 * The registry as a channel sees it.
 *
 * @param discovery tells of the instances
 * @param loadBalancer picks one of them for each RPC
 * @param namespace where services are looked up if the target names no namespace
 * @param hashHeaders which metadata is an RPC's key
 * @param serviceConfig the channel's own service config, known once the channel is built
 */
record ChannelRegistry(DiscoveryClient discovery, LoadBalancer loadBalancer, String namespace, HashHeaders hashHeaders,
		Supplier<Map<String, Object>> serviceConfig) {

	static final NameResolver.Args.Key<ChannelRegistry> KEY = NameResolver.Args.Key
		.create("io.movieinfo.registry.channel-registry");

}
