package io.movieinfo.registry.server.app.api;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.movieinfo.registry.protocol.Cause;
import io.movieinfo.registry.protocol.Health;
import io.movieinfo.registry.protocol.InstanceContent;
import io.movieinfo.registry.server.Registry;
import io.movieinfo.registry.server.app.RawHttp;
import io.movieinfo.registry.server.app.RunningServer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

class ServicesControllerTests {

	private static final ObjectMapper JSON = new ObjectMapper();

	private static RunningServer server;

	@BeforeAll
	static void start() throws Exception {
		server = RunningServer.startCalm();
		register("default", "movie-service", "m-1", null, null);
		register("default", "movie-service", "m-2", Health.UNHEALTHY, Cause.REPORTED);
		register("default", "user-service", "u-1", null, null);
		register("staging", "user-service", "u-9", null, null);
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@Test
	void servicesAreListedWithCounts() {
		JsonNode list = json(server.get("/v1/services"));
		assertThat(list.get("namespace").asString()).isEqualTo("default");
		assertThat(list.get("cursor").asString()).contains(".");
		assertThat(list.get("complete").asBoolean()).isTrue();
		assertThat(list.get("services").toString()).isEqualTo("""
				[{"name":"movie-service","listed":2,"routable":1},{"name":"user-service","listed":1,"routable":1}]""");
	}

	@Test
	void namespaceIsSelected() {
		assertThat(json(server.get("/v1/services?namespace=STAGING")).get("services")).hasSize(1);
		assertThat(json(server.get("/v1/services?namespace=nobodys")).get("services")).isEmpty();
		assertThat(server.get("/v1/services/user-service/instances?namespace=staging").body()).contains("u-9")
			.doesNotContain("u-1");
	}

	@Test
	void instancesAreThoseThatMayBeCalledUnlessAllAreWanted() {
		JsonNode routable = json(server.get("/v1/services/Movie-Service/instances"));
		assertThat(routable.get("service").asString()).isEqualTo("movie-service");
		assertThat(routable.get("complete").asBoolean()).isTrue();
		assertThat(routable.get("instances").findValuesAsString("id")).containsExactly("m-1");

		JsonNode all = json(server.get("/v1/services/movie-service/instances?health=all"));
		assertThat(all.get("cursor")).isEqualTo(routable.get("cursor"));
		assertThat(all.get("instances").findValuesAsString("id")).containsExactly("m-1", "m-2");
		assertThat(all.get("instances").get(1).get("cause").asString()).isEqualTo("reported");
	}

	@ParameterizedTest
	@CsvSource({ "/v1/services", "/v1/services/movie-service/instances", "/v1/services/nobody/instances" })
	void headIsGetWithoutABody(String path) {
		HttpResponse<String> get = server.get(path);
		HttpResponse<String> head = request("HEAD", path, null);
		assertThat(head.statusCode()).isEqualTo(get.statusCode());
		assertThat(head.body()).isEmpty();
		assertThat(head.headers().firstValue("Content-Type")).isEqualTo(get.headers().firstValue("Content-Type"));
		assertThat(head.headers().firstValue("Content-Length")).isEqualTo(get.headers().firstValue("Content-Length"));
	}

	@Test
	void unknownServiceIsNotFoundAndSaysWhetherThatIsCertain() {
		JsonNode problem = problem(server.get("/v1/services/nobody/instances"), 404, "service_unknown");
		assertThat(problem.get("field").asString()).isEqualTo("service");
		assertThat(problem.get("value").asString()).isEqualTo("'nobody'");
		assertThat(problem.get("complete").asBoolean()).isTrue();
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource
	void wrongInputIsRefusedByFieldValueAndExpectation(String path, String field, String value, String expected) {
		String before = server.state("default", "movie-service");
		JsonNode problem = problem(server.get(path), 400, "invalid_field");
		assertThat(problem.get("field").asString()).isEqualTo(field);
		assertThat(problem.get("value").asString()).isEqualTo(value);
		assertThat(problem.get("expected").asString()).contains(expected);
		assertThat(problem.get("detail").asString()).contains(field, value, expected);
		assertThat(server.state("default", "movie-service")).isEqualTo(before);
	}

	static Stream<Arguments> wrongInputIsRefusedByFieldValueAndExpectation() {
		return Stream.of(arguments("/v1/services?namespace=a_b", "namespace", "'a_b'", "a-z, 0-9"),
				arguments("/v1/services?namespace=%ff%fe", "query", "'namespace=%ff%fe'", "percent-encoded"),
				arguments("/v1/services?namespace=", "namespace", "''", "1 to 128 characters"),
				arguments("/v1/services?namespace=a&namespace=b", "namespace", "[a, b]", "one value"),
				arguments("/v1/services?health=all", "health", "'all'",
						"no query parameters but after, namespace, view, wait"),
				arguments("/v1/services?nmaespace=a", "nmaespace", "'a'",
						"no query parameters but after, namespace, view, wait"),
				arguments("/v1/services/a_b/instances", "service", "'a_b'", "a-z, 0-9"),
				arguments("/v1/services/a%2Fb/instances", "service", "'a/b'", "a-z, 0-9"),
				arguments("/v1/services/%20/instances", "service", "' '", "a-z, 0-9"),
				arguments("/v1/services/" + "a".repeat(129) + "/instances", "service", "'" + "a".repeat(129) + "'",
						"1 to 128 characters"),
				arguments("/v1/services/movie-service/instances?namespace=-", "namespace", "'-'", "a-z, 0-9"),
				arguments("/v1/services/movie-service/instances?health=good", "health", "'good'", "'all'"));
	}

	@ParameterizedTest
	@CsvSource({ "GET, /nothing, , 404, not_found", "GET, /v1/nothing, , 404, not_found",
			"GET, /v1/services/movie-service, , 404, not_found", "GET, /actuator/env, , 404, not_found",
			"GET, /error, , 404, not_found", "POST, /v1/services, , 405, method_not_allowed",
			"DELETE, /v1/services/movie-service/instances, , 405, method_not_allowed",
			"GET, /v1/services, text/html, 406, not_acceptable", "GET, /v1/session, , 426, upgrade_required" })
	void everythingElseThatGoesWrongIsAProblemToo(String method, String path, @Nullable String accept, int status,
			String code) {
		problem(request(method, path, accept), status, code);
	}

	@Test
	void requestThatTheWebServerRefusesIsAProblemToo() throws Exception {
		String answer = RawHttp.send(server.port(), "GET /v1/[x HTTP/1.1\r\nHost: localhost\r\n\r\n");
		assertThat(answer).startsWith("HTTP/1.1 400")
			.contains("application/problem+json", "\"code\":\"bad_request\"")
			.doesNotContain("<html");
	}

	@Test
	void healthSaysWhichRegistryItIs() {
		JsonNode health = json(server.get("/actuator/health"));
		assertThat(health.get("status").asString()).isEqualTo("UP");
		JsonNode registry = health.get("components").get("registry");
		assertThat(registry.get("status").asString()).isEqualTo("UP");
		assertThat(registry.get("details").get("epoch").asString()).isNotBlank();
	}

	@Test
	void serverWithoutStoredStateSaysThatItsListsAreNotComplete() {
		try (RunningServer fresh = RunningServer.startFresh()) {
			assertThat(json(fresh.get("/v1/services")).get("complete").asBoolean()).isFalse();
			JsonNode problem = problem(fresh.get("/v1/services/nobody/instances"), 404, "service_unknown");
			assertThat(problem.get("complete").asBoolean()).isFalse();
		}
	}

	private static void register(String namespace, String service, String id, @Nullable Health health,
			@Nullable Cause cause) throws Exception {
		InstanceContent content = InstanceContent.builder(service)
			.namespace(namespace)
			.id(id)
			.address("127.0.0.1")
			.port(8080)
			.build();
		server.bean(Registry.class)
			.register(content, "start", health, cause)
			.toCompletableFuture()
			.get(10, TimeUnit.SECONDS);
	}

	private static HttpResponse<String> request(String method, String path, @Nullable String accept) {
		HttpRequest.Builder request = HttpRequest.newBuilder(server.uri(path))
			.method(method, HttpRequest.BodyPublishers.noBody());
		if (accept != null) {
			request.header("Accept", accept);
		}
		return server.send(request.build());
	}

	private static JsonNode json(HttpResponse<String> response) {
		assertThat(response.statusCode()).isEqualTo(200);
		return JSON.readTree(response.body());
	}

	private static JsonNode problem(HttpResponse<String> response, int status, String code) {
		assertThat(response.statusCode()).isEqualTo(status);
		assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
		JsonNode problem = JSON.readTree(response.body());
		assertThat(problem.get("status").asInt()).isEqualTo(status);
		assertThat(problem.get("code").asString()).isEqualTo(code);
		assertThat(problem.get("title").asString()).isNotBlank();
		assertThat(problem.get("detail").asString()).isNotBlank();
		return problem;
	}

}
