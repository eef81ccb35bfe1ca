package io.movieinfo.registry.server.app.openapi;

import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

import io.movieinfo.registry.server.app.RunningServer;
import io.swagger.v3.core.util.Yaml31;
import io.swagger.v3.oas.models.OpenAPI;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Sends what the description says, and compares the answers with it.
 */
class OpenApiTests {

	private static final JsonMapper JSON = JsonMapper.shared();

	private static final Set<String> METHODS = Set.of("get", "put", "post", "patch", "delete");

	private static RunningServer server;

	private static JsonNode api;

	@BeforeAll
	static void start() {
		server = RunningServer.start();
		api = JSON.readTree(server.get("/v1/openapi").body());
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@Test
	void describesWhatThereIs() throws IOException {
		Set<String> described = new TreeSet<>();
		try (InputStream yaml = OpenApiTests.class.getResourceAsStream("openapi.yaml")) {
			Yaml31.mapper()
				.readValue(yaml, OpenAPI.class)
				.getPaths()
				.forEach((path, item) -> item.readOperationsMap()
					.keySet()
					.forEach((method) -> described.add(method.name().toLowerCase(Locale.ROOT) + " " + path)));
		}
		assertThat(described).isEqualTo(mapped());
		assertThat(operations().map((operation) -> operation.method + " " + operation.path))
			.containsExactlyInAnyOrderElementsOf(described);
		assertThat(operations()).allSatisfy((operation) -> assertThat(operation.json.path("summary").asString(""))
			.as(operation.method + " " + operation.path)
			.isNotBlank());
	}

	@TestFactory
	Stream<DynamicTest> examplesAreAnsweredAsDescribed() {
		return operations().flatMap((operation) -> examples(operation).stream()
			.map((example) -> DynamicTest.dynamicTest(
					"%s %s %s".formatted(operation.method, operation.path, example.contentType),
					() -> answersAsDescribed(operation, example))));
	}

	@Test
	void thePageIsServedAndAsksNoOtherHost() {
		assertThat(server.get("/api").statusCode()).isEqualTo(302);
		assertThat(server.get("/swagger-ui/index.html").body()).contains("swagger-ui").doesNotContain("//");
		JsonNode config = JSON.readTree(server.get("/v1/openapi/swagger-config").body());
		assertThat(config.path("url").asString()).isEqualTo("/v1/openapi");
		assertThat(config.path("validatorUrl").asString()).isEqualTo("none");
	}

	private static void answersAsDescribed(Operation operation, Example example) throws IOException {
		seed();
		HttpRequest.BodyPublisher body = (example.body != null)
				? HttpRequest.BodyPublishers.ofString(example.body.toString()) : HttpRequest.BodyPublishers.noBody();
		String uri = operation.uri();
		if (operation.path.equals("/v1/audit/{number}/undo")) {
			uri = operation.path.replace("{number}", override());
		}
		HttpRequest.Builder request = HttpRequest.newBuilder(server.uri(uri))
			.method(operation.method.toUpperCase(Locale.ROOT), body);
		if (example.contentType != null) {
			request.header("Content-Type", example.contentType);
		}
		HttpResponse<InputStream> response = server.open(request.build());
		try (InputStream answer = response.body()) {
			JsonNode described = operation.json.path("responses").path(String.valueOf(response.statusCode()));
			assertThat(response.statusCode()).as("%s: %s", operation.uri(), described).isBetween(200, 299);
			assertThat(described.isObject()).as("%s answers %d", operation.uri(), response.statusCode()).isTrue();
			compare(described.path("content"), response, answer);
		}
	}

	private static void compare(JsonNode content, HttpResponse<?> response, InputStream answer) throws IOException {
		if (content.isMissingNode()) {
			assertThat(answer.readAllBytes()).isEmpty();
			return;
		}
		String type = content.propertyNames().iterator().next();
		assertThat(response.headers().firstValue("Content-Type").orElse("")).startsWith(type);
		JsonNode example = content.path(type).path("example");
		if (type.equals("text/event-stream")) {
			String line = example.asString().lines().findFirst().orElseThrow();
			String start = line.substring(0, line.indexOf(':') + 1);
			assertThat(new String(answer.readNBytes(start.length()), StandardCharsets.UTF_8)).isEqualTo(start);
			return;
		}
		JsonNode json = JSON.readTree(answer.readAllBytes());
		if (!example.isMissingNode()) {
			assertThat(shape(json)).isEqualTo(shape(example));
		}
		checkNames(json, content.path(type).path("schema"), type);
	}

	/**
	 * What the answer has, the schema knows.
	 */
	private static void checkNames(JsonNode json, JsonNode schema, String where) {
		JsonNode known = schema.has("$ref") ? resolve(schema.path("$ref").asString()) : schema;
		if (json.isArray()) {
			json.forEach((item) -> checkNames(item, known.path("items"), where + "[]"));
		}
		if (!json.isObject() || !known.has("properties")) {
			return;
		}
		json.properties().forEach((field) -> {
			assertThat(known.path("properties").has(field.getKey())).as("%s.%s is described", where, field.getKey())
				.isTrue();
			checkNames(field.getValue(), known.path("properties").path(field.getKey()), where + "." + field.getKey());
		});
	}

	/**
	 * The names of all fields, without their values.
	 */
	private static Set<String> shape(JsonNode json) {
		Set<String> names = new TreeSet<>();
		if (json.isArray()) {
			json.forEach((item) -> names.addAll(shape(item)));
		}
		json.properties().forEach((field) -> {
			names.add(field.getKey());
			if (!field.getKey().equals("meta")) {
				shape(field.getValue()).forEach((inner) -> names.add(field.getKey() + "." + inner));
			}
		});
		return names;
	}

	private static void seed() {
		put("/v1/services/movie-service/instances/movie-1", """
				{"address":"127.0.0.1","port":9002,"zone":"eu-1a","tags":["blue"],"meta":{"version":"1.4.2"},
				"start_id":"s-9f2c"}""");
		put("/v1/services/movie-service/instances/movie-2", """
				{"address":"127.0.0.1","port":9003}""");
		HttpResponse<String> response = server
			.send(HttpRequest.newBuilder(server.uri("/v1/services/movie-service/instances/movie-1/drain?reason=seed"))
				.DELETE()
				.build());
		assertThat(response.statusCode()).as(response.body()).isEqualTo(204);
	}

	/**
	 * Overrides something.
	 * @return the number of its entry in the audit log
	 */
	private static String override() {
		HttpResponse<String> response = server
			.send(HttpRequest.newBuilder(server.uri("/v1/services/movie-service/instances/movie-1"))
				.header("Content-Type", "application/json")
				.method("PATCH", HttpRequest.BodyPublishers.ofString("{\"weight\":7,\"reason\":\"seed\"}"))
				.build());
		assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
		return JSON.readTree(server.get("/v1/audit?limit=1").body()).path("entries").path(0).path("number").asString();
	}

	private static void put(String path, String body) {
		HttpResponse<String> response = server.send(HttpRequest.newBuilder(server.uri(path))
			.header("Content-Type", "application/json")
			.PUT(HttpRequest.BodyPublishers.ofString(body))
			.build());
		assertThat(response.statusCode()).as(response.body()).isIn(200, 201);
	}

	private static Set<String> mapped() {
		Set<String> mapped = new TreeSet<>();
		server.bean("requestMappingHandlerMapping", RequestMappingHandlerMapping.class)
			.getHandlerMethods()
			.keySet()
			.forEach((mapping) -> {
				for (String path : mapping.getPatternValues()) {
					if (path.startsWith("/v1/") && !path.startsWith("/v1/openapi") && !path.equals("/v1/session")) {
						mapping.getMethodsCondition()
							.getMethods()
							.forEach((method) -> mapped.add(method.name().toLowerCase(Locale.ROOT) + " " + path));
					}
				}
			});
		return mapped;
	}

	private static Stream<Operation> operations() {
		return api.path("paths")
			.properties()
			.stream()
			.flatMap((path) -> path.getValue()
				.properties()
				.stream()
				.filter((entry) -> METHODS.contains(entry.getKey()))
				.map((entry) -> new Operation(entry.getKey(), path.getKey(), path.getValue(), entry.getValue())));
	}

	private static List<Example> examples(Operation operation) {
		List<Example> examples = new ArrayList<>();
		operation.json.path("requestBody")
			.path("content")
			.properties()
			.forEach((type) -> examples.add(new Example(type.getKey(), type.getValue().path("example"))));
		return examples.isEmpty() ? List.of(new Example(null, null)) : examples;
	}

	private static JsonNode resolve(String reference) {
		JsonNode node = api;
		for (String name : reference.substring(2).split("/", -1)) {
			node = node.path(name);
		}
		return node;
	}

	private record Example(@Nullable String contentType, @Nullable JsonNode body) {

	}

	private record Operation(String method, String path, JsonNode item, JsonNode json) {

		/**
		 * The path with the parameters' examples.
		 */
		String uri() {
			String uri = this.path;
			List<String> query = new ArrayList<>();
			for (JsonNode parameter : parameters()) {
				JsonNode example = parameter.path("example");
				String name = parameter.path("name").asString();
				String value = URLEncoder.encode((example.isArray() ? example.path(0) : example).asString(""),
						StandardCharsets.UTF_8);
				if (parameter.path("in").asString().equals("path")) {
					uri = uri.replace("{" + name + "}", value);
				}
				else if (!example.isMissingNode()) {
					query.add(name + "=" + value);
				}
			}
			return query.isEmpty() ? uri : uri + "?" + String.join("&", query);
		}

		private List<JsonNode> parameters() {
			List<JsonNode> parameters = new ArrayList<>();
			for (JsonNode list : List.of(this.item.path("parameters"), this.json.path("parameters"))) {
				list.forEach((parameter) -> parameters
					.add(parameter.has("$ref") ? resolve(parameter.path("$ref").asString()) : parameter));
			}
			return parameters;
		}

	}

}
