package io.movieinfo.registry.client.transport;

import java.net.URI;
import java.time.Clock;
import java.util.List;

/**
 * Keeps what has become of a client's sessions, for people: in the log, as numbers, and
 * as a list of what went wrong lately. Written by the client thread, readable by all
 * others.
 */
final class SessionRecord {

	private final SessionLog log;

	private final Clock clock;

	private final RecentErrors errors = new RecentErrors();

	private volatile SessionStatistics statistics = SessionStatistics.NONE;

	SessionRecord(List<URI> serverUrls, Clock clock) {
		this.log = new SessionLog(serverUrls);
		this.clock = clock;
	}

	SessionStatistics statistics() {
		return this.statistics;
	}

	List<RecentError> errors() {
		return this.errors.list();
	}

	void connected(URI server, String node) {
		this.statistics = this.statistics.connected();
		this.log.connected(server, node);
	}

	void lost(URI server, String reason, boolean wasConnected) {
		this.statistics = wasConnected ? this.statistics.lost() : this.statistics.failed();
		error((wasConnected ? "Lost the session with registry %s: %s" : "No session with registry %s: %s")
			.formatted(server, reason));
		this.log.lost(server, reason, wasConnected);
	}

	void unreadable(URI server, String reason) {
		error("Registry %s could not read a message of this client: %s".formatted(server, reason));
		this.log.unreadable(server, reason);
	}

	void beaten() {
		this.statistics = this.statistics.beaten(this.clock.instant());
	}

	void answered() {
		this.statistics = this.statistics.answered(this.clock.instant());
		this.log.lasting();
	}

	void error(String message) {
		this.errors.add(message, this.clock.instant());
	}

}
