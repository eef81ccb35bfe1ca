package io.movieinfo.registry.autoconfigure;

import io.movieinfo.registry.client.RegistryClient;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

/**
 * Closes the client after all other beans are gone, so that they can call services to
 * their very end. Made before all of them, as bean factory post-processors are, it is
 * destroyed after them; dependencies do not tell the order, because most callers get
 * their HTTP clients by ways that leave none.
 */
final class ClientCloser implements BeanFactoryPostProcessor, DisposableBean {

	private @Nullable RegistryClient client;

	RegistryClient closeLast(RegistryClient client) {
		this.client = client;
		return client;
	}

	@Override
	public void postProcessBeanFactory(ConfigurableListableBeanFactory beanFactory) {
		// being made early is all that is wanted
	}

	@Override
	public void destroy() {
		if (this.client != null) {
			this.client.close();
		}
	}

}
