package io.movieinfo.registry.server.app.api;

import java.util.List;

import io.movieinfo.registry.server.app.RunningServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

class PrometheusControllerTests {

	private static final String TARGETS = "/v1/prometheus/targets";

	private static RunningServer server;

	private static ApiClient client;

	@BeforeAll
	static void start() {
		server = RunningServer.start();
		client = new ApiClient(server);
		register("a/instances/a-1", "\"address\":\"10.0.0.1\",\"port\":8080");
		register("a/instances/a-2", "\"address\":\"10.0.0.2\",\"port\":8080,\"health\":\"unhealthy\"");
		register("b/instances/b-1", """
				"address":"fd00::1","port":8443,"secure":true,"zone":"eu-1a",\
				"meta":{"registry.management-port":"9090","git.sha":"c0ffee","git-sha":"other"}""");
		register("b/instances/b-1?namespace=staging",
				"\"address\":\"host\",\"port\":80,\"meta\":{\"registry.management-port\":\"70000\"}");
		register("c/instances/c-1?namespace=metrics", """
				"address":"10.0.0.3","port":8443,"secure":true,"meta":{"registry.management-port":"9090",\
				"registry.management-scheme":"http","registry.metrics-path":"/internal/metrics"}""");
		register("c/instances/c-2?namespace=metrics", """
				"address":"10.0.0.4","port":8443,"secure":true,"meta":{"registry.management-scheme":"gopher",\
				"registry.metrics-path":"metrics"}""");
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@Test
	void everyInstanceOfEveryNamespaceIsATarget() {
		assertThat(targets("")).containsExactly("10.0.0.1:8080", "10.0.0.2:8080", "[fd00::1]:9090", "10.0.0.3:9090",
				"10.0.0.4:8443", "host:80");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			?namespace=staging           | host:80
			?namespace=default&service=A | 10.0.0.1:8080,10.0.0.2:8080
			?service=b                   | [fd00::1]:9090,host:80
			?service=nobody              | ''
			?namespace=nowhere           | ''
			?namespace=nowhere&service=a | ''""")
	void namespaceAndServiceAreSelected(String query, String expected) {
		assertThat(String.join(",", targets(query))).isEqualTo(expected);
	}

	@Test
	void labelsSayWhichInstanceItIs() {
		JsonNode group = client.send("GET", TARGETS + "?namespace=default&service=b", null).json(200).get(0);
		// of two keys that become one label, the first counts
		assertThat(group.get("labels").toString()).isEqualTo("""
				{"__meta_registry_id":"b-1","__meta_registry_meta_git_sha":"other",\
				"__meta_registry_meta_registry_management_port":"9090","__meta_registry_namespace":"default",\
				"__meta_registry_service":"b","__meta_registry_zone":"eu-1a","__scheme__":"https"}""");
		JsonNode plain = client.send("GET", TARGETS + "?service=a", null).json(200).get(0);
		assertThat(plain.get("labels").toString()).isEqualTo("""
				{"__meta_registry_id":"a-1","__meta_registry_namespace":"default","__meta_registry_service":"a",\
				"__scheme__":"http"}""");
	}

	@Test
	void pathAndSchemeOfTheMetricsAreWhatTheInstanceSays() {
		List<JsonNode> labels = client.send("GET", TARGETS + "?namespace=metrics", null)
			.json(200)
			.valueStream()
			.map((group) -> group.get("labels"))
			.toList();
		assertThat(labels.get(0).get("__scheme__").asString()).isEqualTo("http");
		assertThat(labels.get(0).get("__metrics_path__").asString()).isEqualTo("/internal/metrics");
		assertThat(labels.get(1).get("__scheme__").asString()).isEqualTo("https");
		assertThat(labels.get(1).has("__metrics_path__")).isFalse();
	}

	private static List<String> targets(String query) {
		return client.send("GET", TARGETS + query, null)
			.json(200)
			.valueStream()
			.map((group) -> group.get("targets").get(0).asString())
			.toList();
	}

	private static void register(String path, String content) {
		client.send("PUT", "/v1/services/" + path, "{" + content + "}").json(201);
	}

}
