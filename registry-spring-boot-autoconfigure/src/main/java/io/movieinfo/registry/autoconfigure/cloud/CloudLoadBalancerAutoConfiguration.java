package io.movieinfo.registry.autoconfigure.cloud;

import io.movieinfo.registry.autoconfigure.HashHeaders;
import io.movieinfo.registry.autoconfigure.RegistryClientAutoConfiguration;
import io.movieinfo.registry.autoconfigure.RegistryClientProperties;
import io.movieinfo.registry.balancer.LoadBalancer;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.cloud.client.loadbalancer.LoadBalancerClient;
import org.springframework.cloud.loadbalancer.annotation.LoadBalancerClientSpecification;
import org.springframework.cloud.loadbalancer.support.LoadBalancerClientFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.client.RestClient;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * Auto-configuration that has Spring Cloud's clients, {@code @LoadBalanced} ones,
 * OpenFeign and the Gateways, pick by the registry's balancer, unless
 * {@code spring.cloud.loadbalancer.enabled} is off.
 * <p>
 * A client balances either by Spring Cloud or by the starter, never by both. Spring
 * Cloud's are those above, whichever scheme they are given, {@code lb} included, and the
 * HTTP service groups, to which it adds its interceptor by itself. All other clients'
 * {@code lb://} is the starter's.
 */
@AutoConfiguration(after = RegistryClientAutoConfiguration.class,
		beforeName = { "org.springframework.cloud.loadbalancer.config.LoadBalancerAutoConfiguration",
				"org.springframework.cloud.loadbalancer.config.BlockingLoadBalancerClientAutoConfiguration" })
@ConditionalOnClass({ LoadBalancerClientFactory.class, LoadBalancerClient.class })
@ConditionalOnBooleanProperty(name = { "registry.client.enabled", "spring.cloud.loadbalancer.enabled" },
		matchIfMissing = true)
@ConditionalOnBean(LoadBalancer.class)
public final class CloudLoadBalancerAutoConfiguration {

	@Bean
	RegistryBalancers registryBalancers(LoadBalancer loadBalancer, RegistryClientProperties properties,
			HashHeaders hashHeaders, LoadBalancerClientFactory clientFactory) {
		return new RegistryBalancers(loadBalancer, properties.namespace(), hashHeaders, clientFactory);
	}

	/**
	 * A specification whose name begins with {@code default.} is for all services.
	 */
	@Bean
	LoadBalancerClientSpecification registryLoadBalancerClientSpecification() {
		return new LoadBalancerClientSpecification("default.registry",
				new Class<?>[] { ServiceContextConfiguration.class });
	}

	@Bean
	OutcomeLifecycle registryOutcomeLifecycle() {
		return new OutcomeLifecycle();
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(RestClient.class)
	static final class BlockingClients {

		@Bean
		BlockingSchemeTransformer registryBlockingSchemeTransformer() {
			return new BlockingSchemeTransformer();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(WebClient.class)
	static final class ReactiveClients {

		@Bean
		ReactiveSchemeTransformer registryReactiveSchemeTransformer() {
			return new ReactiveSchemeTransformer();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(name = "org.springframework.cloud.gateway.filter.GlobalFilter")
	@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
	static final class Gateway {

		@Bean
		GatewayExchangeFilter registryGatewayExchangeFilter() {
			return new GatewayExchangeFilter();
		}

	}

}
