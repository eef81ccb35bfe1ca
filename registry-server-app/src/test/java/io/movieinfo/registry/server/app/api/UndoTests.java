package io.movieinfo.registry.server.app.api;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import io.movieinfo.registry.server.app.RunningServer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Carries out what the audit log says undoes an action.
 */
class UndoTests {

	private static final AtomicInteger SERVICES = new AtomicInteger();

	private static RunningServer server;

	private static ApiClient client;

	private String service = "";

	@BeforeAll
	static void start() {
		server = RunningServer.start("--registry.server.lease.ttl=1h",
				"--registry.server.lease.heartbeat-interval=30m");
		client = new ApiClient(server);
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@BeforeEach
	void registerInstances() {
		this.service = "u-" + SERVICES.incrementAndGet();
		for (String id : List.of("i-1", "i-2", "i-3")) {
			client
				.send("PUT", "/v1/services/" + this.service + "/instances/" + id,
						"{\"address\":\"127.0.0.1\",\"port\":8080,\"meta\":{\"a\":\"1\"}}")
				.json(201);
		}
		// something is so already
		send(new Action("", "PATCH", "/instances/i-2", "{\"weight\":50,\"meta\":{\"b\":\"2\"},\"reason\":\"before\"}"));
		send(new Action("", "POST", "/instances/i-3/drain", "{\"reason\":\"before\",\"limit\":\"0\"}"));
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("actions")
	void everyActionIsUndoneByWhatItsEntrySays(Action action) {
		JsonNode before = listed();
		send(action);
		JsonNode after = listed();
		assertThat(after).isNotEqualTo(before);
		JsonNode entry = newest();
		assertThat(entry.get("reason").asString()).isEqualTo("test");

		JsonNode undone = carryOut(entry.get("undo"));
		assertThat(listed()).isEqualTo(before);
		assertThat(undone).isEqualTo(newest());
		assertThat(undone.get("undoes")).isEqualTo(entry.get("number"));
		assertThat(undone.get("reason").asString()).isEqualTo("undo of entry " + entry.get("number"));
		carryOut(undone.get("undo"));
		assertThat(listed()).as("and the undoing too").isEqualTo(after);
	}

	static List<Action> actions() {
		return List.of(
				new Action("out of routing", "PATCH", "/instances/i-1", "{\"enabled\":false,\"reason\":\"test\"}"),
				new Action("weight", "PATCH", "/instances/i-1", "{\"weight\":10,\"reason\":\"test\"}"),
				new Action("another weight", "PATCH", "/instances/i-2", "{\"weight\":10,\"reason\":\"test\"}"),
				new Action("weight to the application again", "PATCH", "/instances/i-2",
						"{\"weight\":null,\"reason\":\"test\"}"),
				new Action("meta", "PATCH", "/instances/i-2",
						"{\"meta\":{\"a\":\"x\",\"b\":null,\"c\":\"3\"},\"reason\":\"test\"}"),
				new Action("clear", "DELETE", "/instances/i-2/overrides?reason=test", null),
				new Action("drain one", "POST", "/instances/i-1/drain", "{\"reason\":\"test\",\"limit\":\"0\"}"),
				new Action("drain all", "POST", "/drain", "{\"reason\":\"test\",\"limit\":\"0\"}"),
				new Action("end one drain", "DELETE", "/instances/i-3/drain?reason=test", null),
				new Action("end all drains", "DELETE", "/drain?reason=test", null));
	}

	@Test
	void whatWasChangedAgainIsRefusedAndSaysSo() {
		send(new Action("", "PATCH", "/instances/i-1", "{\"weight\":10,\"reason\":\"test\"}"));
		JsonNode undo = newest().get("undo");
		send(new Action("", "PATCH", "/instances/i-1", "{\"weight\":20,\"reason\":\"somebody else\"}"));
		JsonNode before = listed();
		JsonNode problem = client
			.send(undo.get("method").asString(), undo.get("path").asString(), undo.get("body").toString())
			.problem(409, "changed_since");
		assertThat(problem.get("detail").asString())
			.contains("the override of weight is '20' now, and was left at '10'");
		assertThat(listed()).isEqualTo(before);
	}

	@Test
	void whatCannotBeUndoneOffersNothing() {
		client.send("POST", "/v1/guard/release", "{\"reason\":\"test\"}").json(200);
		JsonNode release = client.send("GET", "/v1/audit?limit=1", null).json(200).get("entries").get(0);
		assertThat(release.has("undo")).isFalse();
		client.send("POST", "/v1/audit/" + release.get("number") + "/undo", "{\"reason\":\"test\"}")
			.problem(409, "not_undoable");
		send(new Action("", "POST", "/instances/i-3/drain", "{\"reason\":\"again\",\"limit\":\"0\"}"));
		assertThat(newest().has("undo")).as("it was draining already").isFalse();
	}

	@Test
	void drainsOfAnUnknownServiceCannotBeTakenBack() {
		client.send("DELETE", "/v1/services/nobody/drain?reason=test", null).problem(404, "service_unknown");
	}

	private JsonNode carryOut(JsonNode undo) {
		return client.send(undo.get("method").asString(), undo.get("path").asString(), undo.get("body").toString())
			.json(200);
	}

	private void send(Action action) {
		ApiClient.Answer answer = client.send(action.method, "/v1/services/" + this.service + action.path, action.body);
		if (action.method.equals("DELETE")) {
			answer.none();
		}
		else {
			answer.json(200);
		}
	}

	private JsonNode newest() {
		return client.send("GET", "/v1/audit?limit=1&service=" + this.service, null).json(200).get("entries").get(0);
	}

	/**
	 * What everybody sees.
	 */
	private JsonNode listed() {
		return client.send("GET", "/v1/services/" + this.service + "/instances?health=all", null)
			.json(200)
			.get("instances");
	}

	/**
	 * What an operator does to a service.
	 *
	 * @param name what it is, for people
	 * @param method the request's method
	 * @param path what follows the service's path
	 * @param body the request's body, or {@code null}
	 */
	record Action(String name, String method, String path, @Nullable String body) {

		@Override
		public String toString() {
			return this.name;
		}

	}

}
