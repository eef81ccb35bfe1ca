package io.movieinfo.registry.autoconfigure.cloud;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/**
 * What is added to the context that Spring Cloud makes for each service that is called.
 */
@Configuration(proxyBeanMethods = false)
final class ServiceContextConfiguration {

	@Bean
	static BalancerPlacement registryBalancerPlacement(Environment environment) {
		return new BalancerPlacement(environment);
	}

}
