package io.movieinfo.registry.autoconfigure.cloud;

import io.movieinfo.registry.protocol.InvalidFieldException;
import io.movieinfo.registry.protocol.Names;

import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.annotation.AnnotatedBeanDefinition;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.BeanDefinitionBuilder;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.BeanDefinitionRegistryPostProcessor;
import org.springframework.cloud.loadbalancer.annotation.LoadBalancerClientConfiguration;
import org.springframework.cloud.loadbalancer.core.ReactorLoadBalancer;
import org.springframework.cloud.loadbalancer.support.LoadBalancerClientFactory;
import org.springframework.cloud.loadbalancer.support.LoadBalancerEnvironmentPropertyUtils;
import org.springframework.core.env.Environment;
import org.springframework.util.Assert;

/**
 * Puts the registry's balancer in the place of Spring Cloud's own one in the context of a
 * service. One that the application has brought, for this service or for all, stays.
 * Decided when all definitions are known, because the order of Spring Cloud's default
 * configurations is not.
 */
final class BalancerPlacement implements BeanDefinitionRegistryPostProcessor {

	private static final String NAME = "registryServiceInstanceLoadBalancer";

	private final String service;

	private final boolean avoidsPrevious;

	BalancerPlacement(Environment environment) {
		String service = LoadBalancerClientFactory.getName(environment);
		Assert.state(service != null, "Only the context of a service has a balancer");
		this.service = service;
		this.avoidsPrevious = LoadBalancerEnvironmentPropertyUtils.trueOrMissingForClientOrDefault(environment,
				"retry.avoid-previous-instance");
	}

	@Override
	public void postProcessBeanDefinitionRegistry(BeanDefinitionRegistry registry) {
		ConfigurableListableBeanFactory beanFactory = (ConfigurableListableBeanFactory) registry;
		if (!canBeRegistered()) {
			return;
		}
		String[] present = BeanFactoryUtils.beanNamesForTypeIncludingAncestors(beanFactory, ReactorLoadBalancer.class,
				true, false);
		for (String name : present) {
			if (!isSpringCloudsOwn(beanFactory, name)) {
				return;
			}
		}
		for (String name : present) {
			registry.removeBeanDefinition(name);
		}
		registry.registerBeanDefinition(NAME,
				BeanDefinitionBuilder
					.rootBeanDefinition(RegistryLoadBalancer.class,
							() -> beanFactory.getBean(RegistryBalancers.class)
								.balancer(this.service, this.avoidsPrevious))
					.getBeanDefinition());
	}

	/**
	 * What can be no service's name is another discovery client's.
	 */
	private boolean canBeRegistered() {
		try {
			Names.service("service", this.service);
			return true;
		}
		catch (InvalidFieldException ex) {
			return false;
		}
	}

	private static boolean isSpringCloudsOwn(ConfigurableListableBeanFactory beanFactory, String name) {
		if (!beanFactory.containsBeanDefinition(name)) {
			return false;
		}
		BeanDefinition definition = beanFactory.getBeanDefinition(name);
		return definition instanceof AnnotatedBeanDefinition annotated && annotated.getFactoryMethodMetadata() != null
				&& LoadBalancerClientConfiguration.class.getName()
					.equals(annotated.getFactoryMethodMetadata().getDeclaringClassName());
	}

}
