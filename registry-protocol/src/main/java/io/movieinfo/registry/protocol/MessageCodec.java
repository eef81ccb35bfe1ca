package io.movieinfo.registry.protocol;

import java.util.List;

import org.jspecify.annotations.Nullable;

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

	/**
	 * Returns the message as UTF-8 JSON.
	 */
	public static byte[] encode(ClientMessage message) {
		return ClientMessageJson.write(message);
	}

	/**
	 * Returns the message as UTF-8 JSON.
	 */
	public static byte[] encode(ServerMessage message) {
		return ServerMessageJson.write(message);
	}

	/**
	 * Puts one part of a snapshot together from instances that were encoded before, for
	 * any number of watches.
	 * @param instances what {@link InstanceCodec#encode} returned for each instance
	 * @see ServerMessage.Snapshot
	 */
	public static WatchFrame encodeSnapshot(ServiceKey service, Cursor cursor, boolean complete, boolean known,
			boolean last, List<byte[]> instances) {
		return ServerMessageJson.snapshot(service, cursor, complete, known, last, instances);
	}

	/**
	 * Puts a delta together from instances that were encoded before, for any number of
	 * watches.
	 * @param instances what {@link InstanceCodec#encode} returned for each instance
	 * @see ServerMessage.Delta
	 */
	public static WatchFrame encodeDelta(ServiceKey service, long base, Cursor cursor, List<byte[]> instances,
			List<String> removed) {
		return ServerMessageJson.delta(service, base, cursor, instances, removed);
	}

	/**
	 * Reads a client's message.
	 * @param namespace the session's namespace, for content that names none
	 * @throws MalformedMessageException if it is none; nothing of it is to be carried out
	 */
	public static ClientMessage decodeClient(byte[] json, String namespace) {
		return decode(json, (type, object) -> ClientMessageJson.read(type, object, namespace));
	}

	/**
	 * Reads a server's message.
	 * @throws MalformedMessageException if it is none; its code is
	 * {@link Problem#UNKNOWN_TYPE} where a newer server may mean something by it
	 */
	public static ServerMessage decodeServer(byte[] json) {
		return decode(json, ServerMessageJson::read);
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

	@FunctionalInterface
	private interface Reader<M> {

		@Nullable M read(String type, JsonObject json);

	}

}
