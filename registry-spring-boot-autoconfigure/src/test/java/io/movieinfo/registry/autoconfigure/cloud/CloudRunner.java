package io.movieinfo.registry.autoconfigure.cloud;

import io.movieinfo.registry.autoconfigure.RegistryClientAutoConfiguration;
import io.movieinfo.registry.autoconfigure.http.LoadBalancedHttpAutoConfiguration;
import io.movieinfo.registry.balancer.LoadBalancer;
import io.movieinfo.registry.client.RegistryClient;
import io.movieinfo.registry.client.discovery.DiscoveryClient;
import io.movieinfo.registry.client.discovery.ServiceSnapshot;
import io.movieinfo.registry.protocol.ServiceKey;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.http.client.autoconfigure.HttpClientAutoConfiguration;
import org.springframework.boot.http.client.autoconfigure.imperative.ImperativeHttpClientAutoConfiguration;
import org.springframework.boot.http.client.autoconfigure.service.HttpServiceClientPropertiesAutoConfiguration;
import org.springframework.boot.http.converter.autoconfigure.HttpMessageConvertersAutoConfiguration;
import org.springframework.boot.restclient.autoconfigure.RestClientAutoConfiguration;
import org.springframework.boot.restclient.autoconfigure.RestTemplateAutoConfiguration;
import org.springframework.boot.restclient.autoconfigure.service.HttpServiceClientAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.cloud.client.discovery.composite.CompositeDiscoveryClientAutoConfiguration;
import org.springframework.cloud.client.discovery.composite.reactive.ReactiveCompositeDiscoveryClientAutoConfiguration;
import org.springframework.cloud.client.discovery.simple.SimpleDiscoveryClientAutoConfiguration;
import org.springframework.cloud.client.discovery.simple.reactive.SimpleReactiveDiscoveryClientAutoConfiguration;
import org.springframework.cloud.client.loadbalancer.reactive.LoadBalancerBeanPostProcessorAutoConfiguration;
import org.springframework.cloud.client.loadbalancer.reactive.ReactorLoadBalancerClientAutoConfiguration;
import org.springframework.cloud.commons.util.UtilAutoConfiguration;
import org.springframework.cloud.loadbalancer.config.BlockingLoadBalancerClientAutoConfiguration;
import org.springframework.cloud.loadbalancer.config.LoadBalancerAutoConfiguration;

import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * Runs applications that have Spring Cloud LoadBalancer and the starter.
 */
final class CloudRunner {

	private CloudRunner() {
	}

	/**
	 * Returns a runner for applications whose registry's balancer is the given one.
	 */
	static ApplicationContextRunner with(LoadBalancer loadBalancer) {
		return new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(HttpClientAutoConfiguration.class,
					ImperativeHttpClientAutoConfiguration.class, HttpMessageConvertersAutoConfiguration.class,
					RestClientAutoConfiguration.class, RestTemplateAutoConfiguration.class,
					HttpServiceClientPropertiesAutoConfiguration.class, HttpServiceClientAutoConfiguration.class))
			.withConfiguration(AutoConfigurations.of(UtilAutoConfiguration.class,
					CompositeDiscoveryClientAutoConfiguration.class,
					ReactiveCompositeDiscoveryClientAutoConfiguration.class,
					SimpleDiscoveryClientAutoConfiguration.class, SimpleReactiveDiscoveryClientAutoConfiguration.class,
					LoadBalancerAutoConfiguration.class, BlockingLoadBalancerClientAutoConfiguration.class,
					org.springframework.cloud.client.loadbalancer.LoadBalancerAutoConfiguration.class,
					LoadBalancerBeanPostProcessorAutoConfiguration.class,
					ReactorLoadBalancerClientAutoConfiguration.class))
			.withConfiguration(AutoConfigurations.of(RegistryClientAutoConfiguration.class,
					LoadBalancedHttpAutoConfiguration.class, CloudDiscoveryAutoConfiguration.class,
					CloudLoadBalancerAutoConfiguration.class))
			.withPropertyValues("spring.http.clients.imperative.factory=jdk")
			.withBean(RegistryClient.class, () -> mock(RegistryClient.class))
			.withBean(DiscoveryClient.class, CloudRunner::listsNothing)
			.withBean(LoadBalancer.class, () -> loadBalancer);
	}

	private static DiscoveryClient listsNothing() {
		DiscoveryClient client = mock(DiscoveryClient.class);
		given(client.getInstances(any(ServiceKey.class)))
			.willAnswer((call) -> ServiceSnapshot.unreachable(call.getArgument(0)));
		return client;
	}

}
