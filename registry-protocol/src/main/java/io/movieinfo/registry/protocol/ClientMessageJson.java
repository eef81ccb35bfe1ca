package io.movieinfo.registry.protocol;

import java.util.List;
import java.util.Locale;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * The JSON of the messages that clients send.
 */
final class ClientMessageJson {

	private ClientMessageJson() {
	}

	static byte[] write(ClientMessage message) {
		return JsonText.write((json) -> {
			json.writeStartObject();
			json.writeStringProperty("type", message.getClass().getSimpleName().toLowerCase(Locale.ROOT));
			if (message instanceof ClientMessage.Request request) {
				json.writeNumberProperty("seq", request.seq());
			}
			if (message instanceof ClientMessage.Hello hello) {
				json.writeNumberProperty("version", hello.version());
				json.writeStringProperty("application", hello.application());
				json.writeStringProperty("process", hello.process());
				json.writeStringProperty("namespace", hello.namespace());
			}
			else if (message instanceof ClientMessage.Register register) {
				json.writeStringProperty("start_id", register.startId());
				writeHealth(json, register.health(), register.cause());
				writeContent(json, register.content());
			}
			else if (message instanceof ClientMessage.Heartbeat heartbeat) {
				writeReports(json, heartbeat.health());
			}
			else if (message instanceof ClientMessage.Update update) {
				json.writeStringProperty("start_id", update.startId());
				writeContent(json, update.content());
			}
			else if (message instanceof ClientMessage.Deregister deregister) {
				MessageFields.writeName(json, deregister.namespace(), deregister.name(), deregister.id());
				json.writeStringProperty("start_id", deregister.startId());
			}
			else if (message instanceof ClientMessage.Drain drain) {
				MessageFields.writeName(json, drain.namespace(), drain.name(), drain.id());
				json.writeStringProperty("start_id", drain.startId());
				json.writeNumberProperty("limit", drain.limitMillis());
			}
			else if (message instanceof ClientMessage.Watch watch) {
				MessageFields.writeOptional(json, "namespace", watch.namespace());
				json.writeStringProperty("service", watch.service());
				MessageFields.writeOptional(json, "cursor", watch.cursor());
			}
			else if (message instanceof ClientMessage.Unwatch unwatch) {
				json.writeNumberProperty("watch", unwatch.watch());
			}
			else if (message instanceof ClientMessage.Ack ack) {
				json.writeNumberProperty("watch", ack.watch());
				json.writeStringProperty("cursor", ack.cursor().toString());
				if (ack.underWay()) {
					json.writeBooleanProperty("under_way", true);
				}
			}
			json.writeEndObject();
		});
	}

	/**
	 * Reads a message, or returns {@code null} if its type is unknown.
	 */
	static @Nullable ClientMessage read(String type, JsonObject json, String namespace) {
		return switch (type) {
			case "hello" -> new ClientMessage.Hello(MessageFields.readNumber(json, "seq"),
					(int) json.number("version", 1, Integer.MAX_VALUE), json.text("application"), json.text("process"),
					Names.namespace("namespace", json.optionalText("namespace")));
			case "register" -> new ClientMessage.Register(MessageFields.readNumber(json, "seq"), json.text("start_id"),
					readContent(json, namespace), InstanceCodec.readHealth(json), InstanceCodec.readCause(json));
			case "heartbeat" -> new ClientMessage.Heartbeat(MessageFields.readNumber(json, "seq"), readReports(json));
			case "update" -> new ClientMessage.Update(MessageFields.readNumber(json, "seq"), json.text("start_id"),
					readContent(json, namespace));
			case "deregister" -> new ClientMessage.Deregister(MessageFields.readNumber(json, "seq"),
					json.optionalText("namespace"), json.text("name"), json.text("id"), json.text("start_id"));
			case "drain" -> new ClientMessage.Drain(MessageFields.readNumber(json, "seq"),
					json.optionalText("namespace"), json.text("name"), json.text("id"), json.text("start_id"),
					json.number("limit", 0, Limits.MAX_DRAIN_MILLIS));
			case "watch" -> {
				String cursor = json.optionalText("cursor");
				yield new ClientMessage.Watch(MessageFields.readNumber(json, "seq"), json.optionalText("namespace"),
						json.text("service"), (cursor != null) ? Cursor.parse("cursor", cursor) : null);
			}
			case "unwatch" -> new ClientMessage.Unwatch(MessageFields.readNumber(json, "seq"),
					MessageFields.readNumber(json, "watch"));
			case "ack" -> new ClientMessage.Ack(MessageFields.readNumber(json, "watch"),
					Cursor.parse("cursor", json.text("cursor")), json.flag("under_way", false));
			default -> null;
		};
	}

	private static InstanceContent readContent(JsonObject json, String namespace) {
		JsonObject content = json.object("instance");
		try {
			return InstanceCodec.readContent(content, namespace);
		}
		catch (InvalidFieldException ex) {
			throw ex.inside("instance");
		}
	}

	private static List<ClientMessage.HealthReport> readReports(JsonObject json) {
		return json.objects("health").stream().map((report) -> {
			Health health = InstanceCodec.readHealth(report);
			if (health == null) {
				throw new InvalidFieldException("health", null, "'healthy', 'unhealthy' or 'unknown'");
			}
			return new ClientMessage.HealthReport(report.optionalText("namespace"), report.text("name"),
					report.text("id"), health, InstanceCodec.readCause(report));
		}).toList();
	}

	private static void writeContent(JsonGenerator json, InstanceContent content) {
		json.writeObjectPropertyStart("instance");
		InstanceCodec.writeFields(json, content);
		json.writeEndObject();
	}

	private static void writeReports(JsonGenerator json, List<ClientMessage.HealthReport> reports) {
		json.writeArrayPropertyStart("health");
		for (ClientMessage.HealthReport report : reports) {
			json.writeStartObject();
			MessageFields.writeName(json, report.namespace(), report.name(), report.id());
			writeHealth(json, report.health(), report.cause());
			json.writeEndObject();
		}
		json.writeEndArray();
	}

	private static void writeHealth(JsonGenerator json, @Nullable Health health, @Nullable Cause cause) {
		MessageFields.writeOptional(json, "health", (health != null) ? health.wireName() : null);
		MessageFields.writeOptional(json, "cause", (cause != null) ? cause.wireName() : null);
	}

}
