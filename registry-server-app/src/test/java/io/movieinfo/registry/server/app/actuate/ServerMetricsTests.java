package io.movieinfo.registry.server.app.actuate;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

import io.movieinfo.registry.protocol.ServiceKey;
import io.movieinfo.registry.server.Registry;
import io.movieinfo.registry.server.app.RequestObserver;
import io.movieinfo.registry.server.app.RunningServer;
import io.movieinfo.registry.server.app.Scrape;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What a real server tells Prometheus of itself.
 */
class ServerMetricsTests {

	private static final Duration LONG = Duration.ofMinutes(1);

	private static RunningServer server;

	private Scrape before;

	@BeforeAll
	static void start() {
		// so that nobody falls silent
		server = RunningServer.start("--registry.server.lease.heartbeat-interval=60s",
				"--registry.server.lease.ttl=180s");
		register("a/instances/a-1", "healthy");
		register("b/instances/b-1", "unhealthy");
	}

	@BeforeEach
	void noteWhatThereIs() {
		this.before = Scrape.of(server);
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@Test
	void servicesAreCountedOverAllNamespaces() {
		register("c/instances/c-1", "healthy");
		register("c/instances/c-2", "unhealthy");
		register("d/instances/d-1", "unhealthy");
		register("d/instances/d-1?namespace=staging", "healthy");
		register("gone/instances/g-1?namespace=staging", "healthy");
		send("DELETE", "/v1/services/gone/instances/g-1?namespace=staging", null, 204);
		await().atMost(LONG)
			.untilAsserted(() -> assertThat(value("routable_instances{namespace=\"staging\",service_name=\"d\"}"))
				.isEqualTo(1));
		assertThat(more("registered_services")).isEqualTo(3);
		assertThat(more("healthy_services")).isEqualTo(2);
		assertThat(more("instances{health=\"healthy\"}")).isEqualTo(2);
		assertThat(more("instances{health=\"unhealthy\"}")).isEqualTo(2);
		assertThat(value("instances{health=\"unknown\"}")).isZero();
		assertThat(value("listed_instances{namespace=\"default\",service_name=\"c\"}")).isEqualTo(2);
		assertThat(value("routable_instances{namespace=\"default\",service_name=\"c\"}")).isEqualTo(1);
		assertThat(value("listed_instances{namespace=\"staging\",service_name=\"gone\"}")).isZero();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			/a/instances                          | a        | ok
			/a/instances?wait=1ms                 | a        | ok
			/a/choose                             | a        | ok
			/a/instances?tag=none                 | a        | empty
			/a/choose?zone=none                   | a        | empty
			/b/instances                          | b        | empty
			/b/instances?health=all               | b        | ok
			/nobody/instances                     | _unknown | unknown
			/nobody/choose                        | _unknown | unknown
			/a/instances?namespace=nowhere        | a        | unknown
			/a/instances?colour=blue              | a        | error
			/a/choose?balancer=none               | a        | error
			/nobody/instances?colour=blue         | _unknown | error
			/-/instances                          | _unknown | error""")
	void discoveryQueryIsCountedOnceByServiceAndOutcome(String path, String service, String status) {
		server.get("/v1/services" + path);
		assertThat(requests()).containsExactly(Map.entry(
				"service_discovery_requests_total{service_name=\"%s\",status=\"%s\"}".formatted(service, status), 1.0));
	}

	@ParameterizedTest
	@CsvSource({ "/v1/services", "/v1/services/a/instances/a-1", "/v1/services/a/instances?view=operator",
			"/v1/prometheus/targets" })
	void whatOperatorsLookAtIsNoDiscovery(String path) {
		assertThat(server.get(path).statusCode()).isEqualTo(200);
		assertThat(requests()).isEmpty();
	}

	@Test
	void unknownNamesAddAtMostOneSeriesHoweverManyThereAre() {
		server.get("/v1/services/a/instances?namespace=nowhere");
		server.get("/v1/services/a/choose?namespace=nowhere");
		// the web server itself counts paths of this kind too, a moment after the answer
		await().atMost(LONG).untilAsserted(() -> {
			Set<String> own = own(Scrape.of(server));
			for (String path : List.of("/v1/services/{service}/instances", "/v1/services/{service}/choose")) {
				assertThat(own).anyMatch((series) -> series.startsWith("http_server_requests_seconds_count")
						&& series.contains("uri=\"" + path + "\"") && series.contains("status=\"404\""));
			}
		});
		Scrape beforeMany = Scrape.of(server);
		for (int i = 0; i < 200; i++) {
			server.get("/v1/services/" + random() + "/instances");
			server.get("/v1/services/" + random() + "/choose");
		}
		RequestObserver observer = server.bean(RequestObserver.class);
		Registry registry = server.bean(Registry.class);
		for (int i = 0; i < 100_000; i++) {
			observer.answered(registry.snapshot(new ServiceKey("default", random())), false);
		}
		Scrape after = Scrape.of(server);
		Set<String> added = own(after);
		added.removeAll(own(beforeMany));
		String unknown = "service_discovery_requests_total{service_name=\"_unknown\",status=\"unknown\"}";
		assertThat(added).isSubsetOf(unknown);
		assertThat(after.value(unknown) - beforeMany.value(unknown)).isEqualTo(100_400);
		assertThat(after.series()).noneMatch((series) -> series.contains("random-"));
	}

	@Test
	void registrationsAreTimedByServiceAndCountedByOutcome() {
		register("e/instances/e-1", "healthy");
		send("PUT", "/v1/services/e/instances/e-1", instance("\"start_id\":\"s-1\""), 200);
		send("PUT", "/v1/services/e/instances/e-1", instance("\"start_id\":\"s-2\""), 200);
		send("PUT", "/v1/services/e/instances/e-1", instance("\"start_id\":\"s-1\""), 409);
		assertThat(value("registration_duration_seconds_count{service_name=\"e\"}")).isEqualTo(3);
		assertThat(value("registration_duration_seconds_bucket{service_name=\"e\",le=\"+Inf\"}")).isEqualTo(3);
		assertThat(value("registration_duration_seconds_sum{service_name=\"e\"}")).isPositive();
		assertThat(more("registrations_total{outcome=\"created\"}")).isEqualTo(1);
		assertThat(more("registrations_total{outcome=\"renewed\"}")).isEqualTo(2);
		assertThat(more("registrations_total{outcome=\"refused\"}")).isEqualTo(1);
		assertThat(more("registrations_total{outcome=\"failed\"}")).isZero();
	}

	@Test
	void heartbeatsAndWhatTheWriterDoesAreCounted() {
		register("f/instances/f-1", "healthy");
		send("PUT", "/v1/services/f/instances/f-1/heartbeat", null, 204);
		send("PUT", "/v1/services/f/instances/f-1/heartbeat", null, 204);
		await().atMost(LONG).until(() -> more("writer_batch_commands_sum") >= 3);
		assertThat(more("heartbeats_total")).isEqualTo(2);
		assertThat(more("writer_batch_duration_seconds_count")).isPositive();
		assertThat(more("store_commit_duration_seconds_count{outcome=\"stored\"}")).isPositive();
		assertThat(value("store_commit_duration_seconds_count{outcome=\"failed\"}")).isZero();
		assertThat(value("store_failing")).isZero();
	}

	@Test
	void changesProbesAndLossesAreCounted() throws IOException {
		try (RunningServer impatient = RunningServer.start("--registry.server.lease.heartbeat-interval=200ms",
				"--registry.server.lease.ttl=10m")) {
			try (ServerSocket socket = new ServerSocket(0)) {
				HttpRequest registration = HttpRequest.newBuilder(impatient.uri("/v1/services/g/instances/g-1"))
					.header("Content-Type", "application/json")
					.PUT(HttpRequest.BodyPublishers
						.ofString("{\"address\":\"127.0.0.1\",\"port\":%d}".formatted(socket.getLocalPort())))
					.build();
				assertThat(impatient.send(registration).statusCode()).isEqualTo(201);
				await().atMost(LONG).until(() -> value(impatient, "probes_total{finding=\"connected\"}") >= 1);
			}
			await().atMost(LONG).until(() -> value(impatient, "losses_total{cause=\"connection-refused\"}") == 1);
			assertThat(value(impatient, "probes_total{finding=\"refused\"}")).isPositive();
			assertThat(value(impatient, "losses_total{cause=\"lease\"}")).isZero();
			assertThat(value(impatient, "changes_total{kind=\"registered\"}")).isEqualTo(1);
			assertThat(value(impatient, "changes_total{kind=\"health\"}")).isEqualTo(1);
			assertThat(value(impatient, "changes_total{kind=\"evicted\"}")).isZero();
		}
	}

	@Test
	void heldRequestsAreThoseThatWait() throws IOException {
		register("h/instances/h-1", "healthy");
		String cursor = server.get("/v1/services/h/instances").body().replaceAll(".*\"cursor\":\"([^\"]+)\".*", "$1");
		var unused = RunningServer.HTTP.sendAsync(
				HttpRequest.newBuilder(server.uri("/v1/services/h/instances?wait=60s&after=" + cursor)).build(),
				HttpResponse.BodyHandlers.discarding());
		try (var stream = server.open(HttpRequest.newBuilder(server.uri("/v1/events")).build()).body()) {
			await().atMost(LONG).until(() -> value("held_requests{kind=\"query\"}") == 1);
			assertThat(value("held_requests{kind=\"stream\"}")).isEqualTo(1);
			register("h/instances/h-2", "healthy");
			await().atMost(LONG).until(() -> value("held_requests{kind=\"query\"}") == 0);
			assertThat(stream).isNotNull();
		}
	}

	@Test
	void restoredServicesHaveTheirGauges(@TempDir Path directory) {
		try (RunningServer first = RunningServer.startIn(directory)) {
			HttpRequest request = HttpRequest.newBuilder(first.uri("/v1/services/kept/instances/k-1"))
				.header("Content-Type", "application/json")
				.PUT(HttpRequest.BodyPublishers.ofString(instance("\"health\":\"healthy\"")))
				.build();
			assertThat(first.send(request).statusCode()).isEqualTo(201);
		}
		try (RunningServer second = RunningServer.startIn(directory)) {
			await().atMost(LONG)
				.until(() -> Scrape.of(second)
					.value("service_discovery_listed_instances{namespace=\"default\",service_name=\"kept\"}") == 1);
			assertThat(Scrape.of(second).value("service_discovery_registered_services")).isEqualTo(1);
		}
	}

	private static double value(String series) {
		return value(server, series);
	}

	private static double value(RunningServer server, String series) {
		return Scrape.of(server).value("service_discovery_" + series);
	}

	/**
	 * Returns how much more there is than before the test.
	 */
	private double more(String series) {
		return value(series) - this.before.value("service_discovery_" + series);
	}

	/**
	 * Returns how many more requests there are than before the test.
	 */
	private Map<String, Double> requests() {
		Scrape now = Scrape.of(server);
		Map<String, Double> requests = new HashMap<>();
		now.series()
			.stream()
			.filter((series) -> series.startsWith("service_discovery_requests"))
			.forEach((series) -> requests.put(series, now.value(series) - this.before.value(series)));
		requests.values().removeIf((more) -> more == 0);
		return requests;
	}

	/**
	 * Returns what this server counts itself, or the web server of such queries.
	 */
	private static Set<String> own(Scrape scrape) {
		Set<String> own = new HashSet<>(scrape.series());
		own.removeIf((series) -> !series.startsWith("service_discovery")
				&& !(series.startsWith("http") && series.contains("uri=\"/v1/services/")));
		return own;
	}

	private static String random() {
		return "random-" + UUID.randomUUID();
	}

	private static void register(String path, String health) {
		send("PUT", "/v1/services/" + path, instance("\"health\":\"" + health + "\""), 201);
	}

	private static String instance(String more) {
		return "{\"address\":\"127.0.0.1\",\"port\":9," + more + "}";
	}

	private static void send(String method, String path, @Nullable String body, int status) {
		HttpRequest.Builder request = HttpRequest.newBuilder(server.uri(path))
			.method(method,
					(body != null) ? HttpRequest.BodyPublishers.ofString(body) : HttpRequest.BodyPublishers.noBody());
		if (body != null) {
			request.header("Content-Type", "application/json");
		}
		assertThat(server.send(request.build()).statusCode()).isEqualTo(status);
	}

}
