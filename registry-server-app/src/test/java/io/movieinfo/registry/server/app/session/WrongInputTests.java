package io.movieinfo.registry.server.app.session;

import java.util.stream.Stream;

import io.movieinfo.registry.server.app.RunningServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * Each wrong message is answered by what is wrong with it, and changes nothing; the
 * session goes on.
 */
class WrongInputTests {

	private static final String INSTANCE = """
			{"name":"kept","id":"k-1","address":"127.0.0.1","port":8080}""";

	private static RunningServer server;

	@BeforeAll
	static void start() {
		server = RunningServer.startCalm();
		try (RawClient client = RawClient.greeted(server)) {
			client.send(SessionTests.register(2, "default", "kept", "k-1", "old")).expect("registered");
			client.send(SessionTests.register(3, "default", "kept", "k-1", "new")).expect("registered");
		}
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource
	void wrongMessageIsRefusedAndChangesNothing(String name, String message, String code, String field, String value,
			String expected) {
		String before = server.state("default", "kept");
		try (RawClient client = RawClient.greeted(server)) {
			JsonNode error = client.send(message).expect("error");
			assertThat(error.get("re").asInt()).isEqualTo(2);
			assertThat(error.get("code").asString()).isEqualTo(code);
			assertThat(error.get("field").asString()).isEqualTo(field);
			assertThat(error.get("value").asString()).isEqualTo(value);
			assertThat(error.get("expected").asString()).contains(expected);
			assertThat(error.get("message").asString()).contains(field, value);
			client.send(SessionTests.heartbeat(3)).expect("alive");
		}
		assertThat(server.state("default", "kept")).isEqualTo(before);
	}

	static Stream<Arguments> wrongMessageIsRefusedAndChangesNothing() {
		return Stream.of(
				arguments("bad name", register("\"kept\"", "\"ke_pt\""), "invalid_field", "instance.name", "'ke_pt'",
						"a-z, 0-9"),
				arguments("bad namespace", register("{\"name\"", "{\"namespace\":\"-\",\"name\""), "invalid_field",
						"instance.namespace", "'-'", "a-z, 0-9"),
				arguments("no name", register("\"name\":\"kept\",", ""), "invalid_field", "instance.name", "absent",
						"a text"),
				arguments("bad id", register("k-1", "k 1"), "invalid_field", "instance.id", "'k 1'", "ASCII"),
				arguments("bad address", register("127.0.0.1", "0.0.0.0"), "invalid_field", "instance.address",
						"'0.0.0.0'", "that others can connect to"),
				arguments("port 0", register("8080", "0"), "invalid_field", "instance.port", "0", "1 to 65535"),
				arguments("port 70000", register("8080", "70000"), "invalid_field", "instance.port", "70000",
						"1 to 65535"),
				arguments("port is a text", register("8080", "\"80\""), "invalid_field", "instance.port", "'80'",
						"a whole number"),
				arguments("weight 0", register("8080", "8080,\"weight\":0"), "invalid_field", "instance.weight", "0",
						"1 to 1000"),
				arguments("tags are a text", register("8080", "8080,\"tags\":\"a\""), "invalid_field", "instance.tags",
						"'a'", "a list"),
				arguments("meta holds a number", register("8080", "8080,\"meta\":{\"a\":1}"), "invalid_field",
						"instance.meta.a", "1", "a text"),
				arguments("unknown health",
						message("register", "\"start_id\":\"new\",\"health\":\"fine\",\"instance\":" + INSTANCE),
						"invalid_field", "health", "'fine'", "one of 'healthy', 'unhealthy', 'unknown'"),
				arguments("cause that only the registry finds",
						message("register",
								"\"start_id\":\"new\",\"health\":\"unhealthy\",\"cause\":\"lease\",\"instance\":"
										+ INSTANCE),
						"invalid_field", "cause", "'lease'", "'reported' or 'not-ready'"),
				arguments("no start id", message("register", "\"instance\":" + INSTANCE), "invalid_field", "start_id",
						"absent", "a text"),
				arguments("no instance", message("register", "\"start_id\":\"new\""), "invalid_field", "instance",
						"absent", "an object"),
				arguments("health of nothing", message("heartbeat", "\"health\":[{\"name\":\"kept\",\"id\":\"k-1\"}]"),
						"invalid_field", "health", "absent", "'healthy'"),
				arguments("cursor that nobody gave out", message("watch", "\"service\":\"kept\",\"cursor\":\"x\""),
						"invalid_field", "cursor", "'x'", "a cursor as the registry gave it out"),
				arguments("watch of a bad name", message("watch", "\"service\":\"\""), "invalid_field", "service", "''",
						"a-z, 0-9"),
				arguments("unwatch of no number", message("unwatch", "\"watch\":\"x\""), "invalid_field", "watch",
						"'x'", "a whole number"),
				arguments("drain without a limit", drain("\"a\":1"), "invalid_field", "limit", "absent",
						"a whole number"),
				arguments("drain with a negative limit", drain("\"limit\":-1"), "invalid_field", "limit", "-1",
						"0 to 300000"),
				arguments("drain that waits too long", drain("\"limit\":300001"), "invalid_field", "limit", "300001",
						"0 to 300000"),
				arguments("drain with a text for a limit", drain("\"limit\":\"2s\""), "invalid_field", "limit", "'2s'",
						"a whole number"),
				arguments("unknown type", message("dance", "\"a\":1"), "unknown_type", "type", "'dance'",
						"a message type"),
				arguments("second hello", RawClient.HELLO.replace("\"seq\":1", "\"seq\":2"), "hello_expected", "type",
						"'hello'", "no second 'hello'"));
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource
	void wordOfAPredecessorIsRefusedAndChangesNothing(String name, String message) {
		String before = server.state("default", "kept");
		try (RawClient client = RawClient.greeted(server)) {
			JsonNode error = client.send(message).expect("error");
			assertThat(error.get("re").asInt()).isEqualTo(2);
			assertThat(error.get("code").asString()).isEqualTo("superseded");
			assertThat(error.get("message").asString()).contains("kept/k-1", "a newer process");
			assertThat(error.get("id").asString()).isEqualTo("k-1");
			client.send(SessionTests.heartbeat(3)).expect("alive");
		}
		assertThat(server.state("default", "kept")).isEqualTo(before);
	}

	static Stream<Arguments> wordOfAPredecessorIsRefusedAndChangesNothing() {
		return Stream.of(arguments("register", message("register", "\"start_id\":\"old\",\"instance\":" + INSTANCE)),
				arguments("update",
						message("update", "\"start_id\":\"old\",\"instance\":" + INSTANCE.replace("8080", "9090"))),
				arguments("deregister", message("deregister", "\"start_id\":\"old\",\"name\":\"kept\",\"id\":\"k-1\"")),
				arguments("drain", drain("\"limit\":0").replace("new", "old")));
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource
	void unreadableFrameIsRefusedAndChangesNothing(String name, String frame, String problem) {
		String before = server.state("default", "kept");
		try (RawClient client = RawClient.greeted(server)) {
			JsonNode error = client.send(frame).expect("error");
			assertThat(error.has("re")).isFalse();
			assertThat(error.get("code").asString()).isEqualTo("malformed_json");
			assertThat(error.get("message").asString()).contains(problem);
			assertThat(error.get("expected").asString()).isEqualTo("one JSON object in UTF-8");
			client.send(SessionTests.heartbeat(3)).expect("alive");
		}
		assertThat(server.state("default", "kept")).isEqualTo(before);
	}

	static Stream<Arguments> unreadableFrameIsRefusedAndChangesNothing() {
		return Stream.of(arguments("broken off", "{\"type\":\"hello\"", "end-of-input"),
				arguments("no JSON", "hello", "hello"), arguments("empty", "", "no JSON object"),
				arguments("no object", "[1]", "no JSON object"), arguments("two objects", "{}{}", "more text"),
				arguments("a field twice", "{\"type\":\"a\",\"type\":\"b\"}", "type"),
				arguments("too deep", "{\"a\":" + "[".repeat(100), "depth"));
	}

	@Test
	void frameBeyondTheLimitIsRefusedAndTheSessionGoesOn() {
		String before = server.state("default", "kept");
		try (RawClient client = RawClient.greeted(server)) {
			for (int i = 0; i < 3; i++) {
				JsonNode error = client.send("x".repeat(65 * 1024)).expect("error");
				assertThat(error.get("code").asString()).isEqualTo("too_large");
				assertThat(error.get("field").asString()).isEqualTo("frame");
				assertThat(error.get("value").asString()).isEqualTo("66560 bytes");
				assertThat(error.get("expected").asString()).isEqualTo("at most 65536 bytes");
			}
			client.send(SessionTests.heartbeat(3)).expect("alive");
		}
		assertThat(server.state("default", "kept")).isEqualTo(before);
	}

	@Test
	void frameUpToTheLimitIsRead() {
		try (RawClient client = RawClient.greeted(server)) {
			String heartbeat = SessionTests.heartbeat(2);
			client.send(heartbeat + " ".repeat(64 * 1024 - heartbeat.length())).expect("alive");
		}
	}

	@Test
	void messageBeforeHelloIsRefused() {
		try (RawClient client = RawClient.connect(server)) {
			JsonNode error = client.send(SessionTests.watch(2, "kept")).expect("error");
			assertThat(error.get("code").asString()).isEqualTo("hello_expected");
			assertThat(error.get("re").asInt()).isEqualTo(2);
			assertThat(error.get("field").asString()).isEqualTo("type");
			assertThat(error.get("value").asString()).isEqualTo("'watch'");
			assertThat(error.get("expected").asString()).isEqualTo("'hello' first");
			client.send(RawClient.HELLO).expect("welcome");
		}
	}

	@Test
	void acknowledgementOfWhatNobodyGaveOutIsRefusedWithoutANumber() {
		try (RawClient client = RawClient.greeted(server)) {
			JsonNode error = client.send("{\"type\":\"ack\",\"watch\":1,\"cursor\":\"x\"}").expect("error");
			assertThat(error.has("re")).isFalse();
			assertThat(error.get("code").asString()).isEqualTo("invalid_field");
			assertThat(error.get("field").asString()).isEqualTo("cursor");
			assertThat(error.get("value").asString()).isEqualTo("'x'");
		}
	}

	@Test
	void acknowledgementOfAWatchThatIsOverIsIgnored() {
		try (RawClient client = RawClient.greeted(server)) {
			client.send("{\"type\":\"ack\",\"watch\":1,\"cursor\":\"e.1\"}");
			client.send(SessionTests.heartbeat(3)).expect("alive");
		}
	}

	@Test
	void numberOfARunningWatchIsRefused() {
		try (RawClient client = RawClient.greeted(server)) {
			client.send(SessionTests.watch(2, "kept")).expect("snapshot");
			JsonNode error = client.send(SessionTests.watch(2, "other")).expect("error");
			assertThat(error.get("field").asString()).isEqualTo("seq");
			assertThat(error.get("value").asString()).isEqualTo("2");
		}
	}

	@Test
	void healthOfAnInstanceThatTheSessionDoesNotHoldIsRefused() {
		String before = server.state("default", "kept");
		try (RawClient client = RawClient.greeted(server)) {
			JsonNode error = client
				.send(message("heartbeat", "\"health\":[{\"name\":\"kept\",\"id\":\"k-1\",\"health\":\"unhealthy\"}]"))
				.expect("error");
			assertThat(error.get("code").asString()).isEqualTo("register_again");
			client.expect("alive");
		}
		assertThat(server.state("default", "kept")).isEqualTo(before);
	}

	private static String register(String right, String wrong) {
		String instance = INSTANCE.replace(right, wrong);
		assertThat(instance).isNotEqualTo(INSTANCE);
		return message("register", "\"start_id\":\"new\",\"instance\":" + instance);
	}

	private static String message(String type, String fields) {
		return "{\"type\":\"%s\",\"seq\":2,%s}".formatted(type, fields);
	}

	private static String drain(String limit) {
		return message("drain", "\"name\":\"kept\",\"id\":\"k-1\",\"start_id\":\"new\"," + limit);
	}

}
