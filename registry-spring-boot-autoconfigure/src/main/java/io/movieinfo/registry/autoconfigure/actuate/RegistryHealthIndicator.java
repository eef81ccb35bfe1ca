package io.movieinfo.registry.autoconfigure.actuate;

import java.util.function.Supplier;

import io.movieinfo.registry.client.transport.SessionState;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * Says whether the registry is connected. Never down: an application works on with what
 * it knows while the registry is away, and is not to be restarted for it.
 */
final class RegistryHealthIndicator implements HealthIndicator {

	private final Supplier<SessionState> session;

	RegistryHealthIndicator(Supplier<SessionState> session) {
		this.session = session;
	}

	@Override
	public Health health() {
		SessionState state = this.session.get();
		Health.Builder health = state.connected() ? Health.up() : Health.unknown();
		health.withDetail("connected", state.connected()).withDetail("since", state.since().toString());
		if (state.url() != null) {
			health.withDetail("url", state.url().toString());
		}
		if (state.node() != null) {
			health.withDetail("node", state.node());
		}
		if (state.lastError() != null) {
			health.withDetail("lastError", state.lastError());
		}
		return health.build();
	}

}
