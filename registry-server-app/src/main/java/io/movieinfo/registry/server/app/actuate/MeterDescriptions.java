package io.movieinfo.registry.server.app.actuate;

import java.util.Map;
import java.util.Objects;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.config.MeterFilter;

import org.springframework.stereotype.Component;

/**
 * Says what meters are for that come without a word, as Prometheus wants to know it of
 * every one.
 */
@Component
final class MeterDescriptions implements MeterFilter {

	private static final Map<String, String> DESCRIPTIONS = Map.of("http.server.requests",
			"How long HTTP requests take until they are answered", "http.server.requests.active",
			"HTTP requests that are being answered, and for how long already");

	@Override
	public Meter.Id map(Meter.Id id) {
		if (id.getDescription() != null) {
			return id;
		}
		String description = Objects.requireNonNullElse(DESCRIPTIONS.get(id.getName()), id.getName().replace('.', ' '));
		return new Meter.Id(id.getName(), Tags.of(id.getTagsAsIterable()), id.getBaseUnit(), description, id.getType());
	}

}
