package io.movieinfo.registry.server.app.api;

import java.util.function.Supplier;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

import org.springframework.stereotype.Component;

/**
 * How many requests are held open, as gauges.
 */
@Component
final class HeldMetrics implements MeterBinder {

	private final BlockingQueries queries;

	private final EventsController events;

	HeldMetrics(BlockingQueries queries, EventsController events) {
		this.queries = queries;
		this.events = events;
	}

	@Override
	public void bindTo(MeterRegistry meters) {
		gauge("query", this.queries::waiting, meters);
		gauge("stream", this.events::open, meters);
	}

	private static void gauge(String kind, Supplier<Number> value, MeterRegistry meters) {
		Gauge.builder("service.discovery.held.requests", value)
			.description("HTTP requests that are held open: queries that wait for news, and event streams")
			.tag("kind", kind)
			.register(meters);
	}

}
