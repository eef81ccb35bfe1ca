package io.movieinfo.registry.server.app.api;

import io.movieinfo.registry.protocol.Cause;
import io.movieinfo.registry.server.ServiceCounts;
import tools.jackson.core.JsonGenerator;

/**
 * The JSON of how many instances are how.
 */
final class Counting {

	private Counting() {
	}

	/**
	 * Writes the counts as fields; of the causes only those that somebody has.
	 * @param all the name of the field that counts all instances
	 */
	static void write(JsonGenerator json, String all, ServiceCounts counts) {
		json.writeNumberProperty(all, counts.listed());
		json.writeNumberProperty("routable", counts.routable());
		json.writeNumberProperty("unhealthy", counts.allUnhealthy());
		json.writeObjectPropertyStart("causes");
		counts.unhealthy().forEach((Cause cause, Integer count) -> json.writeNumberProperty(cause.wireName(), count));
		json.writeEndObject();
		json.writeNumberProperty("unknown", counts.unknown());
		json.writeNumberProperty("draining", counts.draining());
		json.writeNumberProperty("disabled", counts.disabled());
	}

}
