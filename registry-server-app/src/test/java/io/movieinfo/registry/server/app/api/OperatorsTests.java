package io.movieinfo.registry.server.app.api;

import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;

import io.movieinfo.registry.server.app.RunningServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What operators do over HTTP, and what is kept of it.
 */
class OperatorsTests {

	private static final AtomicInteger SERVICES = new AtomicInteger();

	private static RunningServer server;

	private static ApiClient client;

	private String service = "";

	private String path = "";

	@BeforeAll
	static void start() {
		server = RunningServer.startCalm();
		client = new ApiClient(server);
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@BeforeEach
	void registerInstance() {
		this.service = "o-" + SERVICES.incrementAndGet();
		this.path = "/v1/services/" + this.service + "/instances/i-1";
		register("\"weight\":100,\"meta\":{\"a\":\"1\",\"b\":\"2\"}");
	}

	@Test
	void overridesCountInPlaceOfWhatTheApplicationSays() {
		JsonNode instance = client
			.send("PATCH", this.path,
					"{\"weight\":10,\"enabled\":false,\"meta\":{\"a\":\"x\",\"c\":\"3\"},"
							+ "\"reason\":\"trying it out\",\"by\":\"maria\"}")
			.json(200);
		assertThat(instance.get("weight").asInt()).isEqualTo(10);
		assertThat(instance.get("enabled").asBoolean()).isFalse();
		assertThat(instance.get("meta").toString()).isEqualTo("{\"a\":\"x\",\"b\":\"2\",\"c\":\"3\"}");
		JsonNode operator = instance.get("operator");
		assertThat(operator.propertyNames()).containsExactly("registered", "overrides", "start_id", "last_seen",
				"lease", "holder");
		assertThat(operator.get("registered").get("weight").asInt()).isEqualTo(100);
		assertThat(operator.get("registered").get("enabled").asBoolean()).isTrue();
		assertThat(operator.get("registered").get("meta").toString()).isEqualTo("{\"a\":\"1\",\"b\":\"2\"}");
		assertThat(operator.get("overrides").get("by").asString()).isEqualTo("maria");
		assertThat(operator.get("overrides").get("reason").asString()).isEqualTo("trying it out");
		assertThat(operator.get("overrides").get("at").asString()).endsWith("Z");
		assertThat(operator.get("start_id").asString()).isEqualTo("one");
		assertThat(operator.get("lease").asString()).isEqualTo("alive");
		assertThat(operator.get("holder").toString())
			.isEqualTo("{\"kind\":\"request\",\"application\":\"test\",\"remote\":\"127.0.0.1\"}");
		assertThat(listed().get("weight").asInt()).isEqualTo(10);
	}

	@Test
	void overridesSurviveARegistration() {
		patch("\"weight\":10").json(200);
		register("\"weight\":200");
		assertThat(listed().get("weight").asInt()).isEqualTo(10);
		client.send("DELETE", this.path + "/overrides?reason=done", null).none();
		assertThat(listed().get("weight").asInt()).isEqualTo(200);
	}

	@Test
	void nullLeavesOneThingToTheApplicationAgain() {
		patch("\"weight\":10,\"enabled\":false,\"meta\":{\"a\":\"x\",\"c\":\"3\"}").json(200);
		JsonNode instance = client
			.send("PATCH", this.path, "{\"weight\":null,\"meta\":{\"a\":null},\"reason\":\"test\"}",
					"application/merge-patch+json")
			.json(200);
		assertThat(instance.get("weight").asInt()).isEqualTo(100);
		assertThat(instance.get("enabled").asBoolean()).isFalse();
		assertThat(instance.get("meta").toString()).isEqualTo("{\"a\":\"1\",\"b\":\"2\",\"c\":\"3\"}");
		JsonNode last = patch("\"enabled\":null,\"meta\":{\"c\":null}").json(200);
		assertThat(last.get("operator").has("overrides")).isFalse();
		assertThat(last.get("operator").has("registered")).isFalse();
	}

	@Test
	void overridesOfWhatIsNotListedJustNowAreKept() {
		patch("\"weight\":10").json(200);
		client.send("DELETE", this.path + "?start_id=one", null).none();
		patch("\"enabled\":false").none();
		register("\"weight\":100");
		assertThat(listed().get("weight").asInt()).isEqualTo(10);
		assertThat(listed().get("enabled").asBoolean()).isFalse();
	}

	@Test
	void whatIsNotThereIsNotFound() {
		String unknown = "/v1/services/" + this.service + "/instances/i-2";
		client.send("PATCH", unknown, "{\"weight\":10,\"reason\":\"test\"}").problem(404, "instance_unknown");
		client.send("DELETE", unknown + "/overrides?reason=test", null).problem(404, "instance_unknown");
		client.send("POST", "/v1/services/nobody/drain", "{\"reason\":\"test\"}").problem(404, "service_unknown");
	}

	@Test
	void whatWasDoneIsInTheAuditLogNewestFirst() {
		client.send("PATCH", this.path, "{\"weight\":10,\"reason\":\"slow disk\",\"by\":\"maria\"}").json(200);
		client.send("DELETE", this.path + "/overrides?reason=new+disk", null).none();
		JsonNode entries = audit("?service=" + this.service);
		assertThat(entries.findValuesAsString("action")).containsExactly("clear-overrides", "override");
		assertThat(entries.findValuesAsString("by")).containsExactly("127.0.0.1", "maria");
		assertThat(entries.valueStream().map((each) -> each.get("reason").asString())).containsExactly("new disk",
				"slow disk");
		JsonNode entry = entries.get(1);
		assertThat(entry.propertyNames()).containsExactly("number", "at", "by", "reason", "action", "namespace",
				"service", "instance", "before", "after", "undo");
		assertThat(entry.get("undo").toString()).isEqualTo(("{\"method\":\"POST\",\"path\":\"/v1/audit/%1$s/undo\","
				+ "\"body\":{\"reason\":\"undo of entry %1$s\"}}")
			.formatted(entry.get("number")));
		assertThat(entry.get("namespace").asString()).isEqualTo("default");
		assertThat(entry.get("service").asString()).isEqualTo(this.service);
		assertThat(entry.get("instance").asString()).isEqualTo("i-1");
		assertThat(entry.get("at").asString()).endsWith("Z");
		assertThat(entry.get("after").asString()).contains("10");

		assertThat(audit("?service=" + this.service + "&limit=1")).containsExactly(entries.get(0));
		assertThat(audit("?service=" + this.service + "&before=" + entries.get(0).get("number")))
			.containsExactly(entry);
		assertThat(audit("?service=" + this.service + "&instance=i-1")).hasSize(2);
		assertThat(audit("?service=" + this.service + "&instance=i-2")).isEmpty();
		assertThat(audit("?service=" + this.service + "&namespace=other")).isEmpty();
		String between = "&since=" + entry.get("at").asString() + "&until=";
		Instant last = Instant.parse(entries.get(0).get("at").asString());
		assertThat(audit("?service=" + this.service + between + last.plusMillis(1))).hasSize(2);
		assertThat(audit("?service=" + this.service + between + last)).doesNotContain(entries.get(0));
		assertThat(audit("?service=" + this.service + "&since=" + last.plusMillis(1))).isEmpty();
		assertThat(audit("?limit=1").get(0).get("number").asLong())
			.isGreaterThanOrEqualTo(entries.get(0).get("number").asLong());
	}

	private void register(String more) {
		client.send("PUT", this.path, "{\"address\":\"127.0.0.1\",\"port\":8080,\"start_id\":\"one\"," + more + "}");
	}

	private ApiClient.Answer patch(String fields) {
		return client.send("PATCH", this.path, "{" + fields + ",\"reason\":\"test\"}");
	}

	private JsonNode listed() {
		return client.send("GET", "/v1/services/" + this.service + "/instances?health=all", null)
			.json(200)
			.get("instances")
			.get(0);
	}

	private static JsonNode audit(String query) {
		return client.send("GET", "/v1/audit" + query, null).json(200).get("entries");
	}

}
