package io.movieinfo.registry.server.app.session;

import java.net.http.HttpRequest;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

import io.movieinfo.registry.server.app.RunningServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

/**
 * Who watches a service, who holds its instances, and who has seen its last change.
 */
class WatchersTests {

	private static final ObjectMapper JSON = new ObjectMapper();

	private final RunningServer server = RunningServer.startCalm();

	@AfterEach
	void stop() {
		this.server.close();
	}

	@Test
	void sessionHasSeenTheLastChangeOnceItHasAcknowledgedIt() {
		try (RawClient client = RawClient.greeted(this.server)) {
			register(client);
			client.send("{\"type\":\"watch\",\"seq\":3,\"service\":\"movies\"}");
			String cursor = client.expect("snapshot").get("cursor").asString();
			JsonNode watching = get("/v1/services/movies/watchers");
			assertThat(watching.propertyNames()).containsExactly("namespace", "service", "cursor", "complete",
					"watchers");
			assertThat(watching.get("cursor").asString()).isEqualTo(cursor);
			JsonNode watcher = watching.get("watchers").get(0);
			assertThat(watcher.propertyNames()).containsExactly("kind", "name", "live", "told", "current");
			assertThat(watcher.get("kind").asString()).isEqualTo("session");
			assertThat(watcher.get("name").asString()).matches("test \\(p-1\\) from 127\\.0\\.0\\.1:\\d+");
			assertThat(watcher.get("live").asBoolean()).isTrue();
			assertThat(watcher.get("told").asString()).isEqualTo(cursor);
			assertThat(watcher.get("current").asBoolean()).isFalse();

			client.send("{\"type\":\"ack\",\"watch\":3,\"cursor\":\"" + cursor + "\"}");
			await().until(() -> only("movies").get("current").asBoolean());
			assertThat(only("movies").get("acknowledged").asString()).isEqualTo(cursor);

			client.send(
					"{\"type\":\"heartbeat\",\"seq\":4,\"health\":[{\"name\":\"movies\",\"id\":\"m-1\",\"health\":\"unhealthy\"}]}");
			client.expectAmongDeltas("alive");
			await().until(() -> !only("movies").get("told").asString().equals(cursor));
			assertThat(only("movies").get("acknowledged").asString()).isEqualTo(cursor);
			assertThat(only("movies").get("current").asBoolean()).isFalse();
		}
	}

	@Test
	void watcherOfAnUnknownServiceIsShownAndNobodysIsNotFound() {
		try (RawClient client = RawClient.greeted(this.server)) {
			client.send("{\"type\":\"watch\",\"seq\":3,\"service\":\"music\"}");
			client.expect("snapshot");
			assertThat(only("music").get("kind").asString()).isEqualTo("session");
		}
		var unknown = this.server.get("/v1/services/nobody/watchers");
		assertThat(unknown.statusCode()).isEqualTo(404);
		assertThat(JSON.readTree(unknown.body()).get("code").asString()).isEqualTo("service_unknown");
	}

	@Test
	void holderSaysWhoItIsAndSinceWhen() {
		try (RawClient client = RawClient.greeted(this.server)) {
			register(client);
			JsonNode holder = get("/v1/services/movies/instances/m-1?view=operator").get("operator").get("holder");
			assertThat(holder.propertyNames()).containsExactly("kind", "application", "process", "remote", "since");
			assertThat(holder.get("application").asString()).isEqualTo("test");
			assertThat(holder.get("process").asString()).isEqualTo("p-1");
			Instant since = Instant.parse(holder.get("since").asString());
			client.send("{\"type\":\"heartbeat\",\"seq\":3,\"health\":[]}");
			client.expect("alive");
			JsonNode later = get("/v1/services/movies/instances/m-1?view=operator").get("operator");
			// reckoned anew for each answer, from two clocks: only times of one answer
			// are exact
			Instant still = Instant.parse(later.get("holder").get("since").asString());
			assertThat(still).isCloseTo(since, within(1, ChronoUnit.SECONDS));
			assertThat(Instant.parse(later.get("last_seen").asString())).isAfter(still);
		}
	}

	@Test
	void overviewAndSummariesCountWhatThereIs() {
		try (RawClient client = RawClient.greeted(this.server)) {
			register(client);
			for (int id = 2; id <= 5; id++) {
				put("m-" + id, "\"health\":\"" + ((id == 2) ? "unhealthy" : "healthy") + "\",\"enabled\":" + (id != 3));
			}
			client.send("{\"type\":\"watch\",\"seq\":3,\"service\":\"movies\"}");
			client.expect("snapshot");
			send("PATCH", "/v1/services/movies/instances/m-4", "{\"weight\":10,\"reason\":\"test\"}");
			send("POST", "/v1/services/movies/instances/m-5/drain", "{\"reason\":\"test\",\"limit\":\"0\"}");

			JsonNode services = get("/v1/services?view=operator");
			assertThat(services.propertyNames()).containsExactly("namespace", "cursor", "complete", "services");
			assertThat(services.get("services").toString()).isEqualTo("[{\"name\":\"movies\",\"listed\":5,"
					+ "\"routable\":2,\"unhealthy\":1,\"causes\":{\"reported\":1},\"unknown\":0,\"draining\":1,"
					+ "\"disabled\":1,\"overridden\":1,\"held\":0,\"watchers\":1}]");
			JsonNode overview = get("/v1/overview");
			assertThat(overview.propertyNames()).containsExactly("node", "epoch", "revision", "cursor", "complete",
					"uptime_ms", "services", "instances", "routable", "unhealthy", "causes", "unknown", "draining",
					"disabled", "overridden", "held", "sessions", "watches", "guard");
			assertThat(overview.get("cursor").asString())
				.isEqualTo(overview.get("epoch").asString() + "." + overview.get("revision").asString())
				.isEqualTo(services.get("cursor").asString());
			assertThat(overview.get("complete").asBoolean()).isTrue();
			assertThat(overview.get("uptime_ms").asLong()).isPositive();
			assertThat(overview.get("services").asInt()).isEqualTo(1);
			assertThat(overview.get("instances").asInt()).isEqualTo(5);
			assertThat(overview.get("routable").asInt()).isEqualTo(2);
			assertThat(overview.get("causes").toString()).isEqualTo("{\"reported\":1}");
			assertThat(overview.get("overridden").asInt()).isEqualTo(1);
			assertThat(overview.get("sessions").asInt()).isEqualTo(1);
			assertThat(overview.get("watches").asInt()).isEqualTo(1);
			assertThat(overview.get("guard").toString()).isEqualTo("{\"engaged\":false,\"reasons\":[]}");
			client.send("{\"type\":\"deregister\",\"seq\":9,\"name\":\"movies\",\"id\":\"m-1\",\"start_id\":\"s\"}");
			client.expectAmongDeltas("done");
			assertThat(get("/v1/overview").get("instances").asInt()).isEqualTo(4);
		}
		await().until(() -> get("/v1/overview").get("sessions").asInt() == 0);
		assertThat(get("/v1/overview").get("watches").asInt()).isZero();
	}

	private static void register(RawClient client) {
		client.send("{\"type\":\"register\",\"seq\":2,\"start_id\":\"s\",\"instance\":"
				+ "{\"name\":\"movies\",\"id\":\"m-1\",\"address\":\"127.0.0.1\",\"port\":8080}}");
		client.expect("registered");
	}

	private JsonNode only(String service) {
		JsonNode watchers = get("/v1/services/" + service + "/watchers").get("watchers");
		assertThat(watchers).hasSize(1);
		return watchers.get(0);
	}

	private void put(String id, String fields) {
		send("PUT", "/v1/services/movies/instances/" + id, "{\"address\":\"127.0.0.1\",\"port\":8080," + fields + "}");
	}

	private void send(String method, String path, String body) {
		HttpRequest request = HttpRequest.newBuilder(this.server.uri(path))
			.header("Content-Type", "application/json")
			.method(method, HttpRequest.BodyPublishers.ofString(body))
			.build();
		assertThat(this.server.send(request).statusCode()).isBetween(200, 299);
	}

	private JsonNode get(String path) {
		var response = this.server.get(path);
		assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
		return JSON.readTree(response.body());
	}

}
