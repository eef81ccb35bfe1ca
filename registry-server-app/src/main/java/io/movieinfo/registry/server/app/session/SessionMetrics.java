package io.movieinfo.registry.server.app.session;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

import org.springframework.stereotype.Component;

/**
 * How many sessions are open, as a gauge.
 */
@Component
final class SessionMetrics implements MeterBinder {

	private final Sessions sessions;

	SessionMetrics(Sessions sessions) {
		this.sessions = sessions;
	}

	@Override
	public void bindTo(MeterRegistry meters) {
		Gauge.builder("service.discovery.sessions", this.sessions, Sessions::count)
			.description("Open sessions of clients")
			.strongReference(true)
			.register(meters);
	}

}
