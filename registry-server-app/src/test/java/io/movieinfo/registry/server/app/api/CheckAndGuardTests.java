package io.movieinfo.registry.server.app.api;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;

import io.movieinfo.registry.server.app.RunningServer;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What operators ask the server about those that are silent.
 */
class CheckAndGuardTests {

	private static final String INSTANCE = "/v1/services/s/instances/i-1";

	@Test
	void checkSaysWhatTheInstanceAnswers() throws Exception {
		try (RunningServer server = RunningServer.startCalm()) {
			ApiClient client = new ApiClient(server);
			int port;
			try (ServerSocket listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
				port = listening.getLocalPort();
				register(client, INSTANCE, "127.0.0.1", port);
				JsonNode checked = client.send("POST", INSTANCE + "/check", null).json(200);
				assertThat(checked.propertyNames()).containsExactly("finding", "took_ms", "instance");
				assertThat(checked.get("finding").asString()).isEqualTo("connected");
				assertThat(checked.get("took_ms").asDouble()).isPositive();
				assertThat(checked.get("instance").get("id").asString()).isEqualTo("i-1");
				assertThat(checked.get("instance").get("health").asString()).isEqualTo("healthy");
			}
			// what takes long is no refusal, and on a busy machine one may
			await().atMost(Duration.ofMinutes(1)).untilAsserted(() -> {
				JsonNode gone = client.send("POST", INSTANCE + "/check", "").json(200);
				assertThat(gone.get("finding").asString()).isEqualTo("refused");
				assertThat(gone.get("instance").get("port").asInt()).isEqualTo(port);
			});
		}
	}

	@Test
	void checkGoesToNoLinkLocalAddress() {
		try (RunningServer server = RunningServer.start()) {
			ApiClient client = new ApiClient(server);
			register(client, INSTANCE, "169.254.169.254", 80);
			assertThat(client.send("POST", INSTANCE + "/check", null).json(200).get("finding").asString())
				.isEqualTo("not-probed");
		}
	}

	@Test
	void checkOfWhatIsNotThereIsNotFound() {
		try (RunningServer server = RunningServer.start()) {
			new ApiClient(server).send("POST", INSTANCE + "/check", null).problem(404, "instance_unknown");
		}
	}

	@Test
	void guardThatHoldsNothingIsNotEngaged() {
		try (RunningServer server = RunningServer.start()) {
			JsonNode guard = new ApiClient(server).send("GET", "/v1/guard", null).json(200);
			assertThat(guard.propertyNames()).containsExactly("engaged", "for_ms", "instances", "lost", "allowed",
					"held", "services");
			assertThat(guard.get("engaged").asBoolean()).isFalse();
			assertThat(guard.get("held").asInt()).isZero();
		}
	}

	@Test
	void guardSaysWhatItHoldsAndIsReleasedWithAReason() {
		try (RunningServer server = RunningServer.start("--registry.server.lease.ttl=60ms",
				"--registry.server.lease.heartbeat-interval=20ms", "--registry.server.probe.enabled=false")) {
			ApiClient client = new ApiClient(server);
			for (int i = 1; i <= 4; i++) {
				register(client, "/v1/services/s/instances/i-" + i, "127.0.0.1", 8080 + i);
			}
			await().atMost(Duration.ofMinutes(1)).untilAsserted(() -> {
				JsonNode guard = guard(client);
				assertThat(guard.get("engaged").asBoolean()).isTrue();
				assertThat(guard.get("reason").asString()).isNotBlank();
				assertThat(guard.get("for_ms").asLong()).isNotNegative();
				assertThat(guard.get("instances").asInt()).isEqualTo(4);
				// fewer than half, if some ran out before the last had come
				int lost = guard.get("lost").asInt();
				assertThat(lost).isBetween(1, 2);
				assertThat(guard.get("held").asInt()).isEqualTo(4 - lost);
				assertThat(guard.get("services").toString())
					.isEqualTo(("[{\"namespace\":\"default\",\"service\":\"s\",\"instances\":4,\"lost\":%d,"
							+ "\"allowed\":2,\"held\":%d}]")
						.formatted(lost, 4 - lost));
			});

			JsonNode released = client
				.send("POST", "/v1/guard/release", "{\"reason\":\"really gone\",\"by\":\"maria\"}")
				.json(200);
			assertThat(released.get("engaged").asBoolean()).isFalse();
			assertThat(released.get("held").asInt()).isZero();
			JsonNode entry = client.send("GET", "/v1/audit", null).json(200).get("entries").get(0);
			assertThat(entry.get("action").asString()).isEqualTo("release-guard");
			assertThat(entry.get("by").asString()).isEqualTo("maria");
			assertThat(entry.get("reason").asString()).isEqualTo("really gone");
			assertThat(entry.has("service")).isFalse();
			assertThat(entry.has("instance")).isFalse();
		}
	}

	private static JsonNode guard(ApiClient client) {
		return client.send("GET", "/v1/guard", null).json(200);
	}

	private static void register(ApiClient client, String path, String address, int port) {
		client.send("PUT", path, "{\"address\":\"%s\",\"port\":%d}".formatted(address, port)).json(201);
	}

}
