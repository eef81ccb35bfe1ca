package io.movieinfo.registry.client.transport;

import java.net.URI;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says once that a session is lost and once that there is one again, however many
 * attempts fail or are short-lived until one lasts. Not thread-safe.
 */
final class SessionLog {

	private static final Logger logger = LoggerFactory.getLogger(Session.class);

	private final List<URI> serverUrls;

	/** From the first loss until a session has lasted. */
	private boolean failing;

	/** Whether a session since the first loss has been told of. */
	private boolean told;

	private @Nullable String unreadable;

	SessionLog(List<URI> serverUrls) {
		this.serverUrls = serverUrls;
	}

	void connected(URI server, String node) {
		if (this.told) {
			logger.debug("Connected to registry {} (node {}), perhaps for good", server, node);
		}
		else {
			logger.info("Connected to registry {} (node {})", server, node);
		}
		this.told = this.failing;
	}

	/**
	 * The session has lasted until its first answered heartbeat.
	 */
	void lasting() {
		this.failing = false;
		this.told = false;
	}

	/**
	 * A server could not read a message; the same again is no news.
	 */
	void unreadable(URI server, String reason) {
		if (reason.equals(this.unreadable)) {
			logger.debug("Registry {} could not read another message of this client: {}", server, reason);
		}
		else {
			logger.warn("Registry {} could not read a message of this client: {}", server, reason);
		}
		this.unreadable = reason;
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
