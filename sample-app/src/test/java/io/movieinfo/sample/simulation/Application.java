package io.movieinfo.sample.simulation;

import io.movieinfo.registry.client.registration.HealthChecker;
import io.movieinfo.registry.client.registration.HealthStatus;
import io.movieinfo.registry.client.registration.Registration;
import io.movieinfo.registry.protocol.InstanceContent;
import io.movieinfo.registry.protocol.InstanceKey;
import org.jspecify.annotations.Nullable;

/**
 * One start of an instance, as its own process sees it: what is really so, whatever the
 * registry says.
 */
final class Application implements HealthChecker {

	private final ClientHost host;

	private final String startId;

	private InstanceContent content;

	private boolean healthy = true;

	private boolean leaving;

	private boolean gone;

	private @Nullable Registration registration;

	Application(ClientHost host, String startId, InstanceContent content) {
		this.host = host;
		this.startId = startId;
		this.content = content;
	}

	void start() {
		this.registration = this.host.client().register(this.content, this);
	}

	ClientHost host() {
		return this.host;
	}

	String startId() {
		return this.startId;
	}

	InstanceKey key() {
		return this.content.key();
	}

	InstanceContent content() {
		return this.content;
	}

	void update(InstanceContent content) {
		this.content = content;
		registration().update(content);
	}

	boolean isHealthy() {
		return this.healthy;
	}

	void setHealthy(boolean healthy) {
		this.healthy = healthy;
	}

	/**
	 * Whether it is about to end, or has ended.
	 */
	boolean isLeaving() {
		return this.leaving;
	}

	void leave() {
		this.leaving = true;
	}

	/**
	 * Nobody listens at its port any more.
	 */
	void died() {
		this.leaving = true;
		this.gone = true;
	}

	boolean isListening() {
		return !this.gone;
	}

	boolean isGone() {
		return this.gone;
	}

	Registration registration() {
		if (this.registration == null) {
			throw new IllegalStateException("not started");
		}
		return this.registration;
	}

	@Override
	public HealthStatus check() {
		return this.healthy ? HealthStatus.healthy() : HealthStatus.unhealthy("as the schedule wants it");
	}

	@Override
	public String toString() {
		return "%s (%s)".formatted(key(), this.startId);
	}

}
