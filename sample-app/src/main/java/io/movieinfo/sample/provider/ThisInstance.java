package io.movieinfo.sample.provider;

import org.springframework.core.env.Environment;

/**
 * Says which of a service's instances this process is, so that its answers can name it.
 */
public final class ThisInstance {

	private final Environment environment;

	ThisInstance(Environment environment) {
		this.environment = environment;
	}

	/**
	 * Returns the id that was given to this process, or else the service's name and the
	 * port. The port is known once the web server listens.
	 */
	public String id() {
		String id = this.environment.getProperty("registry.client.instance.id");
		return (id != null) ? id
				: this.environment.resolvePlaceholders("${spring.application.name}:${local.server.port}");
	}

}
