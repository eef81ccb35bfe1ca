package io.movieinfo.registry.server.app.api;

import java.io.ByteArrayInputStream;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

import io.movieinfo.registry.server.Registry;
import io.movieinfo.registry.server.app.RunningServer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class RegistrationControllerTests {

	private static final String CONTENT = "\"address\":\"127.0.0.1\",\"port\":8080";

	private static final AtomicInteger SERVICES = new AtomicInteger();

	private static RunningServer server;

	private static ApiClient client;

	private String service = "";

	private String path = "";

	@BeforeAll
	static void start() {
		server = RunningServer.start();
		client = new ApiClient(server);
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@BeforeEach
	void useNewService() {
		this.service = "s-" + SERVICES.incrementAndGet();
		this.path = "/v1/services/" + this.service + "/instances/i-1";
	}

	@Test
	void registrationIsAnsweredWithWhereItIsAndHowItLasts() {
		ApiClient.Answer answer = put("\"start_id\":\"one\"");
		JsonNode registered = answer.json(201);
		assertThat(answer.header("Location")).isEqualTo(this.path);
		assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
		assertThat(registered.propertyNames()).containsExactly("namespace", "service", "id", "start_id", "incarnation",
				"cursor", "ttl", "interval");
		assertThat(registered.get("namespace").asString()).isEqualTo("default");
		assertThat(registered.get("service").asString()).isEqualTo(this.service);
		assertThat(registered.get("id").asString()).isEqualTo("i-1");
		assertThat(registered.get("start_id").asString()).isEqualTo("one");
		assertThat(registered.get("incarnation").asLong()).isPositive();
		assertThat(registered.get("cursor").asString()).isEqualTo(list().get("cursor").asString());
		assertThat(registered.get("ttl").asInt()).isEqualTo(9000);
		assertThat(registered.get("interval").asInt()).isEqualTo(3000);
	}

	@Test
	void registrationSaysEverythingOfAnInstance() {
		put("\"secure\":true,\"zone\":\"eu-1a\",\"weight\":50,\"tags\":[\"blue\",\"new\"],\"meta\":{\"version\":\"1.4\"},"
				+ "\"enabled\":false,\"health\":\"unhealthy\",\"cause\":\"not-ready\",\"namespace\":\"Default\",\"name\":\""
				+ this.service.toUpperCase(Locale.ROOT) + "\",\"id\":\"i-1\"")
			.json(201);
		assertThat(instance().toString()).startsWith("""
				{"namespace":"default","name":"%s","id":"i-1","address":"127.0.0.1","port":8080,"secure":true,\
				"zone":"eu-1a","weight":50,"tags":["blue","new"],"meta":{"version":"1.4"},"health":"unhealthy",\
				"cause":"not-ready","enabled":false,"draining":false,"incarnation":""".formatted(this.service));
	}

	@Test
	void sameStartIdAndContentOnlyRenews() {
		JsonNode first = put("\"start_id\":\"one\"").json(201);
		ApiClient.Answer again = put("\"start_id\":\"one\"");
		assertThat(again.json(200)).isEqualTo(first);
		assertThat(again.header("Location")).isNull();
	}

	@Test
	void otherContentIsAnUpdateOfTheSameIncarnation() {
		JsonNode first = put("\"start_id\":\"one\"").json(201);
		JsonNode second = put("\"start_id\":\"one\",\"weight\":7").json(200);
		assertThat(second.get("incarnation")).isEqualTo(first.get("incarnation"));
		assertThat(second.get("cursor")).isNotEqualTo(first.get("cursor"));
		assertThat(instance().get("weight").asInt()).isEqualTo(7);
	}

	@Test
	void otherStartIdTakesTheIdOver() {
		JsonNode first = put("\"start_id\":\"one\"").json(201);
		JsonNode second = put("\"start_id\":\"two\"").json(200);
		assertThat(second.get("incarnation").asLong()).isGreaterThan(first.get("incarnation").asLong());
		assertThat(put("\"start_id\":\"one\"").problem(409, "superseded").get("detail").asString())
			.contains("stop registering");
		client.send("PUT", this.path + "/heartbeat", "{\"start_id\":\"one\"}").problem(409, "superseded");
		client.send("DELETE", this.path + "?start_id=one", null).problem(409, "superseded");
		assertThat(instance().get("incarnation")).isEqualTo(second.get("incarnation"));
	}

	@Test
	void withoutStartIdTheRegistryMakesOneAndKeepsIt() {
		JsonNode first = put(null).json(201);
		assertThat(first.get("start_id").asString()).startsWith("registry:");
		JsonNode second = put("\"weight\":7").json(200);
		assertThat(second.get("start_id")).isEqualTo(first.get("start_id"));
		assertThat(second.get("incarnation")).isEqualTo(first.get("incarnation"));
		client.send("PUT", this.path + "/heartbeat", null).none();
		client.send("DELETE", this.path, null).none();
		assertThat(list().get("instances")).isEmpty();
	}

	@Test
	void withoutStartIdTheOneThatHoldsTheIdIsMeant() {
		put("\"start_id\":\"one\"").json(201);
		assertThat(put("\"weight\":7").json(200).get("start_id").asString()).isEqualTo("one");
		client.send("PUT", this.path + "/heartbeat", "{}").none();
	}

	@Test
	void absentHealthMeansHealthy() {
		put("\"start_id\":\"one\",\"health\":\"unhealthy\"").json(201);
		assertThat(instance().get("cause").asString()).isEqualTo("reported");
		put("\"start_id\":\"one\"").json(200);
		assertThat(instance().get("health").asString()).isEqualTo("healthy");
	}

	@Test
	void heartbeatSaysHowTheInstanceIs() {
		put(null).json(201);
		String beat = this.path + "/heartbeat";
		client.send("PUT", beat, "{\"health\":\"unhealthy\",\"cause\":\"not-ready\"}").none();
		assertThat(instance().get("cause").asString()).isEqualTo("not-ready");
		client.send("PUT", beat, null).none();
		assertThat(instance().get("health").asString()).isEqualTo("unhealthy");
		client.send("PUT", beat, "").none();
		client.send("PUT", beat, "{\"health\":\"healthy\"}").none();
		assertThat(instance().get("health").asString()).isEqualTo("healthy");
	}

	@Test
	void heartbeatOfWhatIsNotRegisteredAsksForARegistration() {
		client.send("PUT", this.path + "/heartbeat", null).problem(404, "register_again");
		put("\"start_id\":\"one\"").json(201);
		client.send("PUT", this.path + "/heartbeat", "{\"start_id\":\"two\"}").problem(404, "register_again");
	}

	@Test
	void departureOfWhatIsNotThereIsNotFound() {
		client.send("DELETE", this.path, null).problem(404, "instance_unknown");
		client.send("DELETE", this.path + "?start_id=one", null).problem(404, "instance_unknown");
		client.send("DELETE", this.path + "?reason=test", null).problem(404, "instance_unknown");
	}

	@Test
	void onlyTheStartIdTakesALivingInstanceAway() {
		put("\"start_id\":\"one\"").json(201);
		client.send("DELETE", this.path, null).problem(409, "still_alive");
		client.send("DELETE", this.path + "?reason=test", null).problem(409, "still_alive");
		assertThat(list().get("instances")).hasSize(1);
		client.send("DELETE", this.path + "?start_id=one", null).none();
		assertThat(list().get("instances")).isEmpty();
	}

	@Test
	void deadInstanceIsRemovedByAnOperatorOrAnybody() {
		try (RunningServer quick = RunningServer.start("--registry.server.lease.ttl=60ms",
				"--registry.server.lease.heartbeat-interval=20ms")) {
			ApiClient client = new ApiClient(quick);
			for (String query : new String[] { "?reason=test&by=maria", "", "?start_id=one" }) {
				client.send("PUT", this.path, "{" + CONTENT + ",\"start_id\":\"one\"}").json(201);
				await().until(() -> quick.state("default", this.service).contains("\"cause\":\"lease\""));
				client.send("DELETE", this.path + query, null).none();
				client.send("DELETE", this.path + query, null).problem(404, "instance_unknown");
			}
			assertThat(client.send("GET", "/v1/audit", null).json(200).get("entries")).hasSize(1);
		}
	}

	@Test
	void namespacesAreApart() {
		ApiClient.Answer answer = client.send("PUT", this.path + "?namespace=Staging", "{" + CONTENT + "}");
		assertThat(answer.json(201).get("namespace").asString()).isEqualTo("staging");
		assertThat(answer.header("Location")).isEqualTo(this.path + "?namespace=staging");
		client.send("PUT", this.path + "/heartbeat", null).problem(404, "register_again");
		client.send("PUT", this.path + "/heartbeat?namespace=staging", null).none();
		client.send("DELETE", this.path + "?namespace=staging", null).none();
	}

	@Test
	void idsHoldAnyPrintableCharacter() {
		StringBuilder all = new StringBuilder();
		for (char c = '!'; c <= '~'; c++) {
			all.append(c);
		}
		for (String id : new String[] { all.toString(), "a/b", "..x", "%2F", "a;b=c", "a+b", "a?b#c", "\\" }) {
			String encoded = URLEncoder.encode(id, StandardCharsets.UTF_8);
			String path = "/v1/services/" + this.service + "/instances/" + encoded;
			ApiClient.Answer answer = client.send("PUT", path, "{" + CONTENT + "}");
			assertThat(answer.json(201).get("id").asString()).isEqualTo(id);
			String location = String.valueOf(answer.header("Location"));
			client.send("PUT", location + "/heartbeat", null).none();
			client.send("DELETE", location, null).none();
		}
	}

	@Test
	void contentTypeMayNameItsCharset() {
		client.send("PUT", this.path, "{" + CONTENT + "}", "Application/JSON; charset=UTF-8").json(201);
	}

	@Test
	void bodyUpToTheLimitIsRead() {
		String content = "{" + CONTENT + "}";
		client.send("PUT", this.path, content + " ".repeat(64 * 1024 - content.length())).json(201);
	}

	@Test
	void bodyOfUnknownLengthIsLimitedToo() {
		String content = "{" + CONTENT + "}" + " ".repeat(64 * 1024);
		HttpResponse<String> response = server.send(HttpRequest.newBuilder(server.uri(this.path))
			.header("Content-Type", "application/json")
			.PUT(HttpRequest.BodyPublishers
				.ofInputStream(() -> new ByteArrayInputStream(content.getBytes(StandardCharsets.UTF_8))))
			.build());
		assertThat(response.statusCode()).isEqualTo(413);
		assertThat(response.body()).contains("\"code\":\"too_large\"", "\"field\":\"body\"", "at most 65536 bytes");
		client.send("PUT", this.path + "/heartbeat", null).problem(404, "register_again");
	}

	@Test
	void changeThatCannotBeStoredMayBeTriedAgain() {
		try (RunningServer closing = RunningServer.start()) {
			ApiClient client = new ApiClient(closing);
			client.send("PUT", this.path, "{" + CONTENT + "}").json(201);
			String before = closing.state("default", this.service);
			closing.bean(Registry.class).close();
			for (ApiClient.Answer answer : List.of(client.send("PUT", this.path, "{" + CONTENT + ",\"weight\":7}"),
					client.send("DELETE", this.path, null), client.send("DELETE", this.path + "?drain=1s", null),
					client.send("POST", this.path + "/drain", "{\"reason\":\"test\"}"),
					client.send("PATCH", this.path, "{\"weight\":7,\"reason\":\"test\"}"))) {
				answer.problem(503, "unavailable");
				assertThat(answer.header("Retry-After")).isEqualTo("1");
			}
			assertThat(closing.state("default", this.service)).isEqualTo(before);
		}
	}

	@Test
	void optionsSayWhatMayBeDone() {
		assertThat(client.send("OPTIONS", this.path, null).header("Allow")).contains("PUT", "DELETE", "PATCH");
		assertThat(client.send("OPTIONS", this.path + "/heartbeat", null).header("Allow")).contains("PUT")
			.doesNotContain("GET");
	}

	private ApiClient.Answer put(@Nullable String more) {
		return client.send("PUT", this.path, "{" + CONTENT + ((more != null) ? "," + more : "") + "}");
	}

	private JsonNode list() {
		return client.send("GET", "/v1/services/" + this.service + "/instances?health=all", null).json(200);
	}

	private JsonNode instance() {
		return list().get("instances").get(0);
	}

}
