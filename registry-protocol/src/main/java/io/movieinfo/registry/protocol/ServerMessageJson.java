package io.movieinfo.registry.protocol;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * The JSON of the messages that servers send.
 */
final class ServerMessageJson {

	private ServerMessageJson() {
	}

	static byte[] write(ServerMessage message) {
		if (message instanceof ServerMessage.Snapshot snapshot) {
			return array(snapshot(snapshot.service(), snapshot.cursor(), snapshot.complete(), snapshot.known(),
					snapshot.last(), snapshot.instances().stream().map(InstanceCodec::encode).toList())
				.addressedTo(snapshot.watch()));
		}
		if (message instanceof ServerMessage.Delta delta) {
			return array(delta(delta.service(), delta.base(), delta.cursor(),
					delta.instances().stream().map(InstanceCodec::encode).toList(), delta.removed())
				.addressedTo(delta.watch()));
		}
		return JsonText.write((json) -> {
			json.writeStartObject();
			json.writeStringProperty("type", (message instanceof ServerMessage.Refused) ? "error"
					: message.getClass().getSimpleName().toLowerCase(Locale.ROOT));
			if (message instanceof ServerMessage.Welcome welcome) {
				json.writeNumberProperty("re", welcome.re());
				json.writeNumberProperty("version", welcome.version());
				json.writeStringProperty("node", welcome.node());
				json.writeStringProperty("epoch", welcome.epoch());
				json.writeNumberProperty("ttl", welcome.ttlMillis());
				json.writeNumberProperty("interval", welcome.intervalMillis());
			}
			else if (message instanceof ServerMessage.Registered registered) {
				json.writeNumberProperty("re", registered.re());
				json.writeStringProperty("name", registered.name());
				json.writeStringProperty("id", registered.id());
				json.writeNumberProperty("incarnation", registered.incarnation());
				json.writeStringProperty("cursor", registered.cursor().toString());
			}
			else if (message instanceof ServerMessage.Alive alive) {
				json.writeNumberProperty("re", alive.re());
			}
			else if (message instanceof ServerMessage.Drained drained) {
				json.writeNumberProperty("re", drained.re());
				json.writeStringProperty("name", drained.name());
				json.writeStringProperty("id", drained.id());
				json.writeStringProperty("cursor", drained.cursor().toString());
				json.writeNumberProperty("pending", drained.pending());
			}
			else if (message instanceof ServerMessage.GoAway goAway) {
				json.writeStringProperty("reason", goAway.reason());
			}
			else if (message instanceof ServerMessage.Done done) {
				json.writeNumberProperty("re", done.re());
			}
			else if (message instanceof ServerMessage.Refused refused) {
				writeRefused(json, refused);
			}
			json.writeEndObject();
		});
	}

	/**
	 * Reads a message, or returns {@code null} if its type is unknown.
	 */
	static @Nullable ServerMessage read(String type, JsonObject json) {
		return switch (type) {
			case "welcome" -> new ServerMessage.Welcome(MessageFields.readNumber(json, "re"),
					(int) json.number("version", 1, Integer.MAX_VALUE), json.text("node"), json.text("epoch"),
					MessageFields.readNumber(json, "ttl"), MessageFields.readNumber(json, "interval"));
			case "registered" -> new ServerMessage.Registered(MessageFields.readNumber(json, "re"), json.text("name"),
					json.text("id"), MessageFields.readNumber(json, "incarnation"), readCursor(json));
			case "alive" -> new ServerMessage.Alive(MessageFields.readNumber(json, "re"));
			case "drained" -> new ServerMessage.Drained(MessageFields.readNumber(json, "re"), json.text("name"),
					json.text("id"), readCursor(json), (int) json.number("pending", 0, Integer.MAX_VALUE));
			case "goaway" -> new ServerMessage.GoAway(json.text("reason"));
			case "done" -> new ServerMessage.Done(MessageFields.readNumber(json, "re"));
			case "error" -> readRefused(json);
			case "snapshot" -> new ServerMessage.Snapshot(MessageFields.readNumber(json, "watch"), readService(json),
					readCursor(json), json.flag("complete", true), json.flag("known", true), json.flag("last", true),
					readInstances(json));
			case "delta" -> new ServerMessage.Delta(MessageFields.readNumber(json, "watch"), readService(json),
					MessageFields.readNumber(json, "base"), readCursor(json), readInstances(json),
					json.texts("removed"));
			default -> null;
		};
	}

	static WatchFrame snapshot(ServiceKey service, Cursor cursor, boolean complete, boolean known, boolean last,
			List<byte[]> instances) {
		return WatchFrame.of("snapshot", JsonText.write((json) -> {
			json.writeStartObject();
			writeService(json, service);
			json.writeStringProperty("cursor", cursor.toString());
			json.writeBooleanProperty("complete", complete);
			json.writeBooleanProperty("known", known);
			json.writeBooleanProperty("last", last);
			json.writeEndObject();
		}), instances);
	}

	static WatchFrame delta(ServiceKey service, long base, Cursor cursor, List<byte[]> instances,
			List<String> removed) {
		return WatchFrame.of("delta", JsonText.write((json) -> {
			json.writeStartObject();
			writeService(json, service);
			json.writeNumberProperty("base", base);
			json.writeStringProperty("cursor", cursor.toString());
			json.writeArrayPropertyStart("removed");
			removed.forEach(json::writeString);
			json.writeEndArray();
			json.writeEndObject();
		}), instances);
	}

	private static ServerMessage readRefused(JsonObject json) {
		Problem problem = new Problem(json.text("code"), json.text("message"), json.optionalText("field"),
				json.optionalText("value"), json.optionalText("expected"));
		InstanceKey instance = json.has("id")
				? new InstanceKey(new ServiceKey(json.text("namespace"), json.text("name")), json.text("id")) : null;
		return new ServerMessage.Refused(json.has("re") ? MessageFields.readNumber(json, "re") : null, problem,
				instance);
	}

	private static List<ServiceInstance> readInstances(JsonObject json) {
		return json.objects("instances").stream().map(InstanceCodec::readInstance).toList();
	}

	private static ServiceKey readService(JsonObject json) {
		return new ServiceKey(json.text("namespace"), json.text("service"));
	}

	private static Cursor readCursor(JsonObject json) {
		return Cursor.parse("cursor", json.text("cursor"));
	}

	private static void writeRefused(JsonGenerator json, ServerMessage.Refused refused) {
		if (refused.re() != null) {
			json.writeNumberProperty("re", refused.re());
		}
		Problem problem = refused.problem();
		json.writeStringProperty("code", problem.code());
		json.writeStringProperty("message", problem.message());
		MessageFields.writeOptional(json, "field", problem.field());
		MessageFields.writeOptional(json, "value", problem.value());
		MessageFields.writeOptional(json, "expected", problem.expected());
		InstanceKey instance = refused.instance();
		if (instance != null) {
			MessageFields.writeName(json, instance.service().namespace(), instance.service().name(), instance.id());
		}
	}

	private static void writeService(JsonGenerator json, ServiceKey service) {
		json.writeStringProperty("namespace", service.namespace());
		json.writeStringProperty("service", service.name());
	}

	private static byte[] array(ByteBuffer buffer) {
		byte[] bytes = new byte[buffer.remaining()];
		buffer.get(bytes);
		return bytes;
	}

}
