package io.movieinfo.registry.server.app.session;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

import io.movieinfo.registry.protocol.GoldenMessages;
import io.movieinfo.registry.server.app.RunningServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every golden client message is sent to a real server, whose answers have the fields of
 * the golden server messages.
 */
class GoldenSessionTests {

	private static final ObjectMapper JSON = new ObjectMapper();

	private RunningServer server;

	@BeforeEach
	void start() {
		this.server = RunningServer.start();
	}

	@AfterEach
	void stop() {
		this.server.close();
	}

	@Test
	void everyGoldenMessageIsAnsweredInTheGoldenShape() {
		Map<String, List<String>> answers = new HashMap<>(Map.of("hello", List.of("welcome"), "register",
				List.of("registered"), "register-bare", List.of("registered"), "heartbeat", List.of("alive"),
				"heartbeat-health", List.of("error-superseded", "alive"), "update", List.of("registered"), "watch",
				List.of("snapshot"), "watch-cursor", List.of("snapshot-unknown"), "unwatch", List.of("done"),
				"deregister", List.of("done")));
		answers.put("drain", List.of("drained"));
		answers.put("ack", List.of());
		answers.put("ack-under-way", List.of());
		assertThat(answers.keySet()).isEqualTo(GoldenMessages.client().keySet());
		try (RawClient client = RawClient.connect(this.server)) {
			// in this order, so that each finds what it talks about
			for (String name : List.of("hello", "register", "register-bare", "heartbeat", "heartbeat-health", "update",
					"watch", "ack-under-way", "ack", "unwatch", "watch-cursor", "drain", "deregister")) {
				client.send(golden("client", name).toString());
				for (String answer : answers.getOrDefault(name, List.of())) {
					assertThat(shape(client.next())).as(name).isEqualTo(shape(golden("server", answer)));
				}
			}
			assertThat(client.hasMore()).isFalse();
		}
	}

	@Test
	void deltaHasTheGoldenShape() {
		try (RawClient provider = RawClient.greeted(this.server); RawClient consumer = RawClient.greeted(this.server)) {
			consumer.send(golden("client", "watch").toString()).expect("snapshot");
			provider.send(golden("client", "register-bare").toString()).expect("registered");
			consumer.next();
			provider.send(golden("client", "register").toString()).expect("registered");
			JsonNode delta = consumer.expect("delta");
			assertThat(shape(delta)).isEqualTo(shape(golden("server", "delta")));
			provider.send(golden("client", "deregister").toString()).expect("done");
			assertThat(consumer.expect("delta").get("removed").get(0).asString()).isEqualTo("movie-1");
		}
	}

	private static JsonNode golden(String side, String name) {
		return JSON.readTree(new String(GoldenMessages.bytes(side, name), StandardCharsets.UTF_8));
	}

	/**
	 * The type and the names of the other fields; {@code removed} and {@code known} are
	 * part of it, what instances hold is the codec's own matter.
	 */
	private static String shape(JsonNode message) {
		return message.get("type").asString() + new TreeSet<>(message.propertyNames());
	}

}
