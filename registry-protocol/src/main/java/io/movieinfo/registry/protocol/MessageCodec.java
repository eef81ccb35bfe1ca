package io.movieinfo.registry.protocol;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * The JSON of the session's messages, {@code type} first. Fields that a reader does not
 * know are ignored, so that newer and older versions understand each other. Thread-safe;
 * nothing blocks.
 */
public final class MessageCodec {

	/** The WebSocket subprotocol that sessions ask for. */
	public static final String SUBPROTOCOL = "registry.v1";

	/** The protocol version of this code. */
	public static final int VERSION = 1;

	/** The path of the session's WebSocket. */
	public static final String SESSION_PATH = "/v1/session";

	private MessageCodec() {
	}

	public static byte[] encode(ClientMessage message) {
		return InstanceCodec.write((json) -> {
			json.writeStartObject();
			json.writeStringProperty("type", message.getClass().getSimpleName().toLowerCase(Locale.ROOT));
			json.writeNumberProperty("seq", message.seq());
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
				writeName(json, deregister.namespace(), deregister.name(), deregister.id());
				json.writeStringProperty("start_id", deregister.startId());
			}
			else if (message instanceof ClientMessage.Watch watch) {
				writeOptional(json, "namespace", watch.namespace());
				json.writeStringProperty("service", watch.service());
				writeOptional(json, "cursor", watch.cursor());
			}
			else if (message instanceof ClientMessage.Unwatch unwatch) {
				json.writeNumberProperty("watch", unwatch.watch());
			}
			json.writeEndObject();
		});
	}

	public static byte[] encode(ServerMessage message) {
		if (message instanceof ServerMessage.Snapshot snapshot) {
			return array(encodeSnapshot(snapshot.service(), snapshot.cursor(), snapshot.complete(), snapshot.known(),
					snapshot.last(), snapshot.instances().stream().map(InstanceCodec::encode).toList())
				.addressedTo(snapshot.watch()));
		}
		if (message instanceof ServerMessage.Delta delta) {
			return array(encodeDelta(delta.service(), delta.base(), delta.cursor(),
					delta.instances().stream().map(InstanceCodec::encode).toList(), delta.removed())
				.addressedTo(delta.watch()));
		}
		return InstanceCodec.write((json) -> {
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
	 * Puts one part of a snapshot together from instances that were encoded before, for
	 * any number of watches.
	 * @param instances what {@link InstanceCodec#encode} returned for each instance
	 * @see ServerMessage.Snapshot
	 */
	public static WatchFrame encodeSnapshot(ServiceKey service, Cursor cursor, boolean complete, boolean known,
			boolean last, List<byte[]> instances) {
		return WatchFrame.of("snapshot", InstanceCodec.write((json) -> {
			json.writeStartObject();
			writeService(json, service);
			json.writeStringProperty("cursor", cursor.toString());
			json.writeBooleanProperty("complete", complete);
			json.writeBooleanProperty("known", known);
			json.writeBooleanProperty("last", last);
			json.writeEndObject();
		}), instances);
	}

	/**
	 * Puts a delta together from instances that were encoded before, for any number of
	 * watches.
	 * @param instances what {@link InstanceCodec#encode} returned for each instance
	 * @see ServerMessage.Delta
	 */
	public static WatchFrame encodeDelta(ServiceKey service, long base, Cursor cursor, List<byte[]> instances,
			List<String> removed) {
		return WatchFrame.of("delta", InstanceCodec.write((json) -> {
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

	/**
	 * Reads a client's message.
	 * @throws MalformedMessageException if it is none; nothing of it is to be carried out
	 */
	public static ClientMessage decodeClient(byte[] json) {
		return decode(json, MessageCodec::readClient);
	}

	/**
	 * Reads a server's message.
	 * @throws MalformedMessageException if it is none; its code is
	 * {@link Problem#UNKNOWN_TYPE} where a newer server may mean something by it
	 */
	public static ServerMessage decodeServer(byte[] json) {
		return decode(json, MessageCodec::readServer);
	}

	private static <M> M decode(byte[] json, Reader<M> reader) {
		JsonObject object = JsonObject.parse(json);
		try {
			String type = object.text("type");
			M message = reader.read(type, object);
			if (message == null) {
				throw new MalformedMessageException(
						new Problem(Problem.UNKNOWN_TYPE, "type is '" + type + "', which this side does not know",
								"type", "'" + type + "'", "a message type of protocol version " + VERSION),
						seq(object), null);
			}
			return message;
		}
		catch (InvalidFieldException ex) {
			throw new MalformedMessageException(ex.toProblem(), seq(object), ex);
		}
	}

	private static @Nullable Long seq(JsonObject object) {
		try {
			return object.has("seq") ? object.number("seq", 0, Long.MAX_VALUE) : null;
		}
		catch (InvalidFieldException ex) {
			return null;
		}
	}

	private static @Nullable ClientMessage readClient(String type, JsonObject json) {
		return switch (type) {
			case "hello" -> new ClientMessage.Hello(readNumber(json, "seq"),
					(int) json.number("version", 1, Integer.MAX_VALUE), json.text("application"), json.text("process"),
					Names.namespace("namespace", json.optionalText("namespace")));
			case "register" -> new ClientMessage.Register(readNumber(json, "seq"), json.text("start_id"),
					readContent(json), InstanceCodec.readHealth(json), InstanceCodec.readCause(json));
			case "heartbeat" -> new ClientMessage.Heartbeat(readNumber(json, "seq"), readReports(json));
			case "update" ->
				new ClientMessage.Update(readNumber(json, "seq"), json.text("start_id"), readContent(json));
			case "deregister" -> new ClientMessage.Deregister(readNumber(json, "seq"), json.optionalText("namespace"),
					json.text("name"), json.text("id"), json.text("start_id"));
			case "watch" -> {
				String cursor = json.optionalText("cursor");
				yield new ClientMessage.Watch(readNumber(json, "seq"), json.optionalText("namespace"),
						json.text("service"), (cursor != null) ? Cursor.parse("cursor", cursor) : null);
			}
			case "unwatch" -> new ClientMessage.Unwatch(readNumber(json, "seq"), readNumber(json, "watch"));
			default -> null;
		};
	}

	private static @Nullable ServerMessage readServer(String type, JsonObject json) {
		return switch (type) {
			case "welcome" ->
				new ServerMessage.Welcome(readNumber(json, "re"), (int) json.number("version", 1, Integer.MAX_VALUE),
						json.text("node"), json.text("epoch"), readNumber(json, "ttl"), readNumber(json, "interval"));
			case "registered" -> new ServerMessage.Registered(readNumber(json, "re"), json.text("name"),
					json.text("id"), readNumber(json, "incarnation"), readCursor(json));
			case "alive" -> new ServerMessage.Alive(readNumber(json, "re"));
			case "done" -> new ServerMessage.Done(readNumber(json, "re"));
			case "error" -> readRefused(json);
			case "snapshot" -> new ServerMessage.Snapshot(readNumber(json, "watch"), readService(json),
					readCursor(json), json.flag("complete", true), json.flag("known", true), json.flag("last", true),
					readInstances(json));
			case "delta" -> new ServerMessage.Delta(readNumber(json, "watch"), readService(json),
					readNumber(json, "base"), readCursor(json), readInstances(json), json.texts("removed"));
			default -> null;
		};
	}

	private static ServerMessage readRefused(JsonObject json) {
		Problem problem = new Problem(json.text("code"), json.text("message"), json.optionalText("field"),
				json.optionalText("value"), json.optionalText("expected"));
		InstanceKey instance = json.has("id")
				? new InstanceKey(new ServiceKey(json.text("namespace"), json.text("name")), json.text("id")) : null;
		return new ServerMessage.Refused(json.has("re") ? readNumber(json, "re") : null, problem, instance);
	}

	private static InstanceContent readContent(JsonObject json) {
		JsonObject content = json.object("instance");
		try {
			return InstanceCodec.readContent(content);
		}
		catch (InvalidFieldException ex) {
			throw ex.inside("instance");
		}
	}

	private static List<ServiceInstance> readInstances(JsonObject json) {
		return json.objects("instances").stream().map(InstanceCodec::readInstance).toList();
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

	private static ServiceKey readService(JsonObject json) {
		return new ServiceKey(json.text("namespace"), json.text("service"));
	}

	private static Cursor readCursor(JsonObject json) {
		return Cursor.parse("cursor", json.text("cursor"));
	}

	private static long readNumber(JsonObject json, String field) {
		return json.number(field, 0, Long.MAX_VALUE);
	}

	private static void writeRefused(JsonGenerator json, ServerMessage.Refused refused) {
		if (refused.re() != null) {
			json.writeNumberProperty("re", refused.re());
		}
		Problem problem = refused.problem();
		json.writeStringProperty("code", problem.code());
		json.writeStringProperty("message", problem.message());
		writeOptional(json, "field", problem.field());
		writeOptional(json, "value", problem.value());
		writeOptional(json, "expected", problem.expected());
		InstanceKey instance = refused.instance();
		if (instance != null) {
			writeName(json, instance.service().namespace(), instance.service().name(), instance.id());
		}
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
			writeName(json, report.namespace(), report.name(), report.id());
			writeHealth(json, report.health(), report.cause());
			json.writeEndObject();
		}
		json.writeEndArray();
	}

	private static void writeHealth(JsonGenerator json, @Nullable Health health, @Nullable Cause cause) {
		writeOptional(json, "health", (health != null) ? health.wireName() : null);
		writeOptional(json, "cause", (cause != null) ? cause.wireName() : null);
	}

	private static void writeName(JsonGenerator json, @Nullable String namespace, String name, String id) {
		writeOptional(json, "namespace", namespace);
		json.writeStringProperty("name", name);
		json.writeStringProperty("id", id);
	}

	private static void writeService(JsonGenerator json, ServiceKey service) {
		json.writeStringProperty("namespace", service.namespace());
		json.writeStringProperty("service", service.name());
	}

	private static void writeOptional(JsonGenerator json, String field, @Nullable Object value) {
		if (value != null) {
			json.writeStringProperty(field, value.toString());
		}
	}

	private static byte[] array(ByteBuffer buffer) {
		byte[] bytes = new byte[buffer.remaining()];
		buffer.get(bytes);
		return bytes;
	}

	@FunctionalInterface
	private interface Reader<M> {

		@Nullable M read(String type, JsonObject json);

	}

}
