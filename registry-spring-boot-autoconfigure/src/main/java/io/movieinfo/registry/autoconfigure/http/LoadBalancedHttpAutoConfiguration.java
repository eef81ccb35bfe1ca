package io.movieinfo.registry.autoconfigure.http;

import io.movieinfo.registry.autoconfigure.HashHeaders;
import io.movieinfo.registry.autoconfigure.RegistryClientAutoConfiguration;
import io.movieinfo.registry.autoconfigure.RegistryClientProperties;
import io.movieinfo.registry.balancer.LoadBalancer;
import reactor.core.publisher.Mono;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.http.client.ClientHttpRequestFactoryBuilder;
import org.springframework.boot.http.client.reactive.ClientHttpConnectorBuilder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.ResourceLoader;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.http.client.reactive.ClientHttpConnector;

/**
 * Auto-configuration that lets every {@code RestClient}, {@code RestTemplate},
 * {@code WebClient} and HTTP service interface that Spring Boot configures call
 * {@code lb://<service>/…}. Requests to any other scheme are what they are without it,
 * and so are clients that are made without Spring Boot's builders, such as
 * {@code RestClient.create()}: these know no {@code lb://}.
 */
@AutoConfiguration(after = RegistryClientAutoConfiguration.class,
		afterName = {
				"org.springframework.boot.http.client.autoconfigure.imperative.ImperativeHttpClientAutoConfiguration",
				"org.springframework.boot.http.client.autoconfigure.reactive.ReactiveHttpClientAutoConfiguration" },
		beforeName = { "org.springframework.boot.restclient.autoconfigure.RestClientAutoConfiguration",
				"org.springframework.boot.webclient.autoconfigure.WebClientAutoConfiguration" })
@ConditionalOnClass({ ClientHttpRequestFactoryBuilder.class, ClientHttpRequestFactory.class })
@ConditionalOnBooleanProperty(name = "registry.client.enabled", matchIfMissing = true)
@ConditionalOnBean(LoadBalancer.class)
public final class LoadBalancedHttpAutoConfiguration {

	@Bean
	LoadBalancing registryLoadBalancing(LoadBalancer loadBalancer, RegistryClientProperties properties,
			HashHeaders hashHeaders) {
		return new LoadBalancing(loadBalancer, properties.namespace(), properties.failover().attempts(),
				properties.failover().budgetPercent(), Pauses.JITTERED, hashHeaders);
	}

	@Bean
	static RequestFactoryBuilderPostProcessor registryRequestFactoryBuilderPostProcessor(BeanFactory beanFactory) {
		return new RequestFactoryBuilderPostProcessor(beanFactory);
	}

	/**
	 * Where Spring Boot has no such bean, as in reactive applications, its clients detect
	 * one of their own; this is the same one, as a bean.
	 */
	@Bean
	@ConditionalOnMissingBean
	ClientHttpRequestFactoryBuilder<?> clientHttpRequestFactoryBuilder(ResourceLoader resourceLoader) {
		return ClientHttpRequestFactoryBuilder.detect(resourceLoader.getClassLoader());
	}

	/**
	 * The same for reactive clients.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ ClientHttpConnectorBuilder.class, ClientHttpConnector.class, Mono.class })
	static class Reactive {

		@Bean
		static ConnectorBuilderPostProcessor registryConnectorBuilderPostProcessor(BeanFactory beanFactory) {
			return new ConnectorBuilderPostProcessor(beanFactory);
		}

		@Bean
		@ConditionalOnMissingBean
		ClientHttpConnectorBuilder<?> clientHttpConnectorBuilder(ResourceLoader resourceLoader) {
			return ClientHttpConnectorBuilder.detect(resourceLoader.getClassLoader());
		}

	}

}
