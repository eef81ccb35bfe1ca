package io.movieinfo.registry.client.transport;

import java.net.URI;
import java.util.List;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says once that a session is lost, however many attempts fail or are short-lived until
 * there is a lasting one again. Not thread-safe.
 */
final class SessionLog {

	private static final Logger logger = LoggerFactory.getLogger(Session.class);

	private final List<URI> serverUrls;

	private boolean failing;

	SessionLog(List<URI> serverUrls) {
		this.serverUrls = serverUrls;
	}

	void connected(URI server, String node) {
		if (this.failing) {
			logger.debug("Connected to registry {} (node {}), perhaps for good", server, node);
		}
		else {
			logger.info("Connected to registry {} (node {})", server, node);
		}
	}

	/**
	 * The session has lasted until its first answered heartbeat.
	 */
	void lasting(URI server) {
		if (this.failing) {
			this.failing = false;
			logger.info("Connected to registry {} again", server);
		}
	}

	void lost(URI server, String reason, boolean wasConnected) {
		String what = wasConnected ? "Lost the session with registry {}: {}" : "No session with registry {}: {}";
		if (this.failing) {
			logger.debug(what, server, reason);
		}
		else {
			logger.warn(what + "; what is known of services stays in use, trying {} until one answers", server, reason,
					this.serverUrls);
		}
		this.failing = true;
	}

}
