package io.movieinfo.registry.protocol;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The session's messages that are pinned byte for byte by the files in
 * {@code golden/client} and {@code golden/server}. The tests of the protocol, the client
 * and the server all read the same files.
 */
public final class GoldenMessages {

	private static final InstanceContent MOVIE = InstanceContent.builder("movie-service")
		.id("movie-1")
		.address("10.0.0.7")
		.port(8080)
		.secure(true)
		.zone("eu-1a")
		.weight(150)
		.tags("blue", "canary")
		.meta(Map.of("version", "1.4.2", "registry.management-port", "9090"))
		.build();

	private static final InstanceContent BARE = InstanceContent.builder("movie-service")
		.address("movie.example")
		.port(80)
		.build();

	private static final ServiceKey SERVICE = MOVIE.key().service();

	private static final Cursor CURSOR = new Cursor("x7Kp2", 42);

	private GoldenMessages() {
	}

	/**
	 * Every client message by its file's name.
	 */
	public static Map<String, ClientMessage> client() {
		Map<String, ClientMessage> messages = new LinkedHashMap<>();
		messages.put("hello", new ClientMessage.Hello(1, 1, "home-service", "host-3/4711", "default"));
		messages.put("register", new ClientMessage.Register(2, "s-9f2c", MOVIE, Health.UNHEALTHY, Cause.NOT_READY));
		messages.put("register-bare", new ClientMessage.Register(2, "s-9f2c", BARE, null, null));
		messages.put("heartbeat", new ClientMessage.Heartbeat(3, List.of()));
		messages.put("heartbeat-health",
				new ClientMessage.Heartbeat(4, List.of(
						new ClientMessage.HealthReport("default", "movie-service", "movie-1", Health.UNHEALTHY,
								Cause.REPORTED),
						new ClientMessage.HealthReport(null, "movie-service", "movie-2", Health.HEALTHY, null))));
		messages.put("update", new ClientMessage.Update(5, "s-9f2c", MOVIE.toBuilder().enabled(false).build()));
		messages.put("deregister", new ClientMessage.Deregister(6, "default", "movie-service", "movie-1", "s-9f2c"));
		messages.put("drain", new ClientMessage.Drain(10, "default", "movie-service", "movie-1", "s-9f2c", 2000));
		messages.put("watch", new ClientMessage.Watch(7, null, "movie-service", null));
		messages.put("watch-cursor", new ClientMessage.Watch(8, "staging", "movie-service", CURSOR));
		messages.put("unwatch", new ClientMessage.Unwatch(9, 7));
		messages.put("ack", new ClientMessage.Ack(7, CURSOR));
		messages.put("ack-under-way", new ClientMessage.Ack(7, CURSOR, true));
		return messages;
	}

	/**
	 * Every server message by its file's name.
	 */
	public static Map<String, ServerMessage> server() {
		ServiceInstance healthy = new ServiceInstance(MOVIE, Health.HEALTHY, null, false, 17);
		ServiceInstance silent = new ServiceInstance(BARE, Health.UNHEALTHY, Cause.LEASE, true, 42);
		Map<String, ServerMessage> messages = new LinkedHashMap<>();
		messages.put("welcome", new ServerMessage.Welcome(1, 1, "node-1", "x7Kp2", 9000, 3000));
		messages.put("registered", new ServerMessage.Registered(2, "movie-service", "movie-1", 17, CURSOR));
		messages.put("alive", new ServerMessage.Alive(3));
		messages.put("drained", new ServerMessage.Drained(10, "movie-service", "movie-1", CURSOR, 0));
		messages.put("drained-pending", new ServerMessage.Drained(10, "movie-service", "movie-1", CURSOR, 2));
		messages.put("goaway", new ServerMessage.GoAway("the server is stopping"));
		messages.put("done", new ServerMessage.Done(6));
		messages.put("error-field", new ServerMessage.Refused(2L,
				new InvalidFieldException("instance.port", 70000, "1 to 65535").toProblem(), null));
		messages.put("error-superseded", new ServerMessage.Refused(3L,
				Problem.of(Problem.SUPERSEDED, "a newer process holds movie-service/movie-1"), MOVIE.key()));
		messages.put("error-unreadable", new ServerMessage.Refused(null, new Problem(Problem.MALFORMED_JSON,
				"the text is no JSON object", null, null, "one JSON object in UTF-8"), null));
		messages.put("snapshot",
				new ServerMessage.Snapshot(7, SERVICE, CURSOR, true, true, true, List.of(healthy, silent)));
		messages.put("snapshot-part",
				new ServerMessage.Snapshot(7, SERVICE, CURSOR, true, true, false, List.of(healthy)));
		messages.put("snapshot-unknown",
				new ServerMessage.Snapshot(7, SERVICE, new Cursor("x7Kp2", 0), false, false, true, List.of()));
		messages.put("delta",
				new ServerMessage.Delta(7, SERVICE, 40, CURSOR, List.of(silent), List.of("movie-2", "movie-3")));
		messages.put("delta-empty", new ServerMessage.Delta(7, SERVICE, 42, CURSOR, List.of(), List.of()));
		return messages;
	}

	/**
	 * The bytes of one file, as they cross the wire.
	 * @param side {@code client} or {@code server}
	 * @param name the file's name without its ending
	 */
	public static byte[] bytes(String side, String name) {
		String path = "/golden/%s/%s.json".formatted(side, name);
		try (InputStream file = GoldenMessages.class.getResourceAsStream(path)) {
			if (file == null) {
				throw new IllegalStateException("There is no golden file " + path);
			}
			return new String(file.readAllBytes(), StandardCharsets.UTF_8).strip().getBytes(StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
