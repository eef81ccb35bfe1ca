package io.movieinfo.registry.server.app.api;

import java.time.Instant;
import java.util.Locale;

import io.movieinfo.registry.protocol.InstanceCodec;
import io.movieinfo.registry.protocol.Overrides;
import io.movieinfo.registry.protocol.ServiceInstance;
import io.movieinfo.registry.server.Holder;
import io.movieinfo.registry.server.InstanceDetails;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * The JSON of instances over HTTP: as everybody sees them, and with the part
 * {@code operator} for operators. Each method writes fields into the object that the
 * generator is in.
 */
final class InstanceJson {

	private InstanceJson() {
	}

	static void writeFields(JsonGenerator json, ServiceInstance instance) {
		InstanceCodec.writeFields(json, instance);
	}

	static void writeFields(JsonGenerator json, InstanceDetails details) {
		InstanceCodec.writeFields(json, details.instance());
		json.writeObjectPropertyStart("operator");
		Overrides overrides = details.overrides();
		if (overrides != null) {
			json.writeObjectPropertyStart("registered");
			InstanceCodec.writeFields(json, details.registered());
			json.writeEndObject();
			writeOverrides(json, overrides);
		}
		json.writeStringProperty("start_id", details.startId());
		if (details.lastSeen() != null) {
			json.writeStringProperty("last_seen", details.lastSeen().toString());
		}
		json.writeStringProperty("lease", wireName(details.lease()));
		if (details.holder() != null) {
			writeHolder(json, details.holder(), details.heldSince());
		}
		json.writeEndObject();
	}

	private static void writeOverrides(JsonGenerator json, Overrides overrides) {
		json.writeObjectPropertyStart("overrides");
		if (overrides.weight() != null) {
			json.writeNumberProperty("weight", overrides.weight());
		}
		if (overrides.enabled() != null) {
			json.writeBooleanProperty("enabled", overrides.enabled());
		}
		json.writeObjectPropertyStart("meta");
		overrides.meta().forEach(json::writeStringProperty);
		json.writeEndObject();
		json.writeStringProperty("by", overrides.by());
		json.writeStringProperty("reason", overrides.reason());
		json.writeStringProperty("at", overrides.at().toString());
		json.writeEndObject();
	}

	private static void writeHolder(JsonGenerator json, Holder holder, @Nullable Instant since) {
		json.writeObjectPropertyStart("holder");
		json.writeStringProperty("kind", wireName(holder.kind()));
		writeUnlessEmpty(json, "application", holder.application());
		writeUnlessEmpty(json, "process", holder.process());
		writeUnlessEmpty(json, "remote", holder.remote());
		// every request is a holder of its own
		if (holder.kind() == Holder.Kind.SESSION && since != null) {
			json.writeStringProperty("since", since.toString());
		}
		json.writeEndObject();
	}

	private static String wireName(Enum<?> constant) {
		return constant.name().toLowerCase(Locale.ROOT);
	}

	private static void writeUnlessEmpty(JsonGenerator json, String field, String text) {
		if (!text.isEmpty()) {
			json.writeStringProperty(field, text);
		}
	}

}
