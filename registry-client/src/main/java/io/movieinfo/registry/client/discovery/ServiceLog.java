package io.movieinfo.registry.client.discovery;

import io.movieinfo.registry.balancer.NoInstanceException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says once that a service has lost its last routable instance, and why, and once that it
 * has one again. Belongs to the client thread.
 */
final class ServiceLog {

	private static final Logger logger = LoggerFactory.getLogger(ServiceView.class);

	private boolean noneLogged;

	void changed(ServiceSnapshot previous, ServiceSnapshot next) {
		logger.debug("Service '{}' has {} instances, {} of them routable, as of {}", next.key(),
				next.allInstances().size(), next.instances().size(),
				(next.cursor() != null) ? next.cursor() : next.source());
		if (next.instances().isEmpty() && !previous.instances().isEmpty()) {
			this.noneLogged = true;
			logger.warn("{}", NoInstanceException.noneRoutable(next.key(), next.allInstances()).getMessage());
		}
		else if (!next.instances().isEmpty() && this.noneLogged) {
			this.noneLogged = false;
			logger.info("Service '{}' has routable instances again: {} of {}", next.key(), next.instances().size(),
					next.allInstances().size());
		}
	}

}
