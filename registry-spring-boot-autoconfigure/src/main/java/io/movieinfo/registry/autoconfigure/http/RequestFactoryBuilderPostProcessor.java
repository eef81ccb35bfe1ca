package io.movieinfo.registry.autoconfigure.http;

import java.util.function.Supplier;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.http.client.ClientHttpRequestFactoryBuilder;
import org.springframework.util.function.SingletonSupplier;

/**
 * Decorates the builders that Spring Boot's HTTP clients take their request factories
 * from. This is the one place that leaves a client's own settings in force and costs
 * other requests nothing: interceptors buffer every body, and a client customizer's
 * request factory replaces the time-outs of a group.
 */
final class RequestFactoryBuilderPostProcessor implements BeanPostProcessor {

	/** Looked up with the first request, because it may need beans that call others. */
	private final Supplier<LoadBalancing> loadBalancing;

	RequestFactoryBuilderPostProcessor(BeanFactory beanFactory) {
		this.loadBalancing = SingletonSupplier.of(() -> beanFactory.getBean(LoadBalancing.class));
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		if (bean instanceof ClientHttpRequestFactoryBuilder<?> builder
				&& !(bean instanceof LoadBalancedRequestFactoryBuilder)) {
			return new LoadBalancedRequestFactoryBuilder(builder, this.loadBalancing);
		}
		return bean;
	}

}
