package io.movieinfo.registry.autoconfigure.http;

import java.util.function.Supplier;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.http.client.reactive.ClientHttpConnectorBuilder;
import org.springframework.util.function.SingletonSupplier;

/**
 * Decorates the builders that Spring Boot's reactive HTTP clients take their connectors
 * from, for the reasons that {@link RequestFactoryBuilderPostProcessor} gives.
 */
final class ConnectorBuilderPostProcessor implements BeanPostProcessor {

	/** Looked up with the first request, because it may need beans that call others. */
	private final Supplier<LoadBalancing> loadBalancing;

	ConnectorBuilderPostProcessor(BeanFactory beanFactory) {
		this.loadBalancing = SingletonSupplier.of(() -> beanFactory.getBean(LoadBalancing.class));
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		if (bean instanceof ClientHttpConnectorBuilder<?> builder && !(bean instanceof LoadBalancedConnectorBuilder)) {
			return new LoadBalancedConnectorBuilder(builder, this.loadBalancing);
		}
		return bean;
	}

}
