package io.movieinfo.sample.endtoend;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.movieinfo.sample.MovieInfoApplication;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The demo's applications and their server, as a Prometheus sees them that is set up as
 * documented.
 */
class PrometheusTests {

	private static final Path GUIDE = Path.of("../docs/operating.md");

	private static final Pattern FAMILY = Pattern.compile("^# TYPE (service_discovery_\\w+) ", Pattern.MULTILINE);

	private static final Pattern DOCUMENTED = Pattern.compile("^\\| `(service_discovery_\\w+)", Pattern.MULTILINE);

	/** What Spring Boot and its libraries count in every application. */
	private static final Pattern NOT_OURS = Pattern.compile("(http|jvm|process|system|tomcat|grpc|executor)_.*");

	private static final HttpClient HTTP = HttpClient.newHttpClient();

	private static final List<ConfigurableApplicationContext> APPLICATIONS = new ArrayList<>();

	private static ServerProcess server;

	@TempDir
	private static Path directory;

	@BeforeAll
	static void start() throws IOException {
		server = new ServerProcess(directory);
		server.start();
		run("movie", "movie-1");
		run("movie", "movie-2", "--management.server.port=0", "--management.server.base-path=/internal",
				"--registry.client.instance.zone=eu-1a");
		run("user", "user-1", "--server.servlet.context-path=/api");
		run("user", "user-2", "--management.endpoints.web.path-mapping.prometheus=metrics",
				"--management.endpoints.web.base-path=/");
		run("home", "home-1");
	}

	@AfterAll
	static void stop() {
		APPLICATIONS.forEach(ConfigurableApplicationContext::close);
		server.close();
	}

	@Test
	void documentedConfigurationFindsAndScrapesTheServerAndEveryApplication() throws IOException {
		Tool.require("prometheus");
		try (PrometheusProcess prometheus = PrometheusProcess.start(Files.createDirectory(directory.resolve("p")),
				server.url())) {
			await("scrape of all")
				.untilAsserted(() -> assertThat(up(prometheus)).as(() -> prometheus.targets().toString())
					.containsExactlyInAnyOrder("registry " + server.url().getAuthority() + " 1",
							"applications default movie-service movie-1 1",
							"applications default movie-service movie-2 eu-1a 1",
							"applications default user-service user-1 1", "applications default user-service user-2 1",
							"applications default home-service home-1 1"));
			await("routable instances")
				.untilAsserted(() -> assertThat(prometheus.query("sum(service_discovery_routable_instances)")
					.path(0)
					.path("value")
					.path(1)
					.asString()).isEqualTo("5"));
			assertThat(prometheus.rules().path(0).path("rules").size()).isGreaterThan(6);
			await("evaluation of all rules").until(() -> prometheus.rules()
				.path(0)
				.path("rules")
				.valueStream()
				.allMatch((rule) -> rule.path("health").asString().equals("ok")));
			assertThat(prometheus.query("ALERTS{severity=\"page\",alertstate=\"firing\"}").valueStream()).isEmpty();
		}
	}

	@Test
	void metricsOfTheServerAreWellFormed() throws Exception {
		Tool.require("promtool");
		assertThat(get(server.url().resolve("/v1/services/movie-service/instances"))).contains("movie-1");
		assertThat(complaints(get(server.url().resolve("/actuator/prometheus")))).isEmpty();
	}

	@Test
	void metricsOfApplicationsAreWellFormedButForSomeThatAreNotOurs() throws Exception {
		Tool.require("promtool");
		for (ConfigurableApplicationContext application : APPLICATIONS) {
			assertThat(complaints(get(metrics(application)))).allMatch(NOT_OURS.asMatchPredicate());
		}
	}

	@Test
	void guideNamesEveryMetricOfTheServerAndNoOther() throws Exception {
		assertThat(get(server.url().resolve("/v1/services/movie-service/instances"))).contains("movie-1");
		String scrape = get(server.url().resolve("/actuator/prometheus"));
		Set<String> families = FAMILY.matcher(scrape)
			.results()
			.map((match) -> match.group(1))
			.filter((family) -> !family.endsWith("_max"))
			.collect(Collectors.toCollection(TreeSet::new));
		List<String> documented = DOCUMENTED.matcher(Files.readString(GUIDE))
			.results()
			.map((match) -> match.group(1))
			.toList();
		assertThat(documented).containsExactlyInAnyOrderElementsOf(families);
	}

	/**
	 * Returns what {@code promtool check metrics} has against any scrape.
	 */
	private static List<String> complaints(String scrape) throws IOException, InterruptedException {
		assertThat(scrape).contains("# TYPE");
		Path input = Files.writeString(Files.createTempFile(directory, "scrape", ".txt"), scrape);
		return Tool.run(directory, input, List.of("promtool", "check", "metrics")).lines().toList();
	}

	/**
	 * Returns what the result of each target's last scrape is, with its job, namespace,
	 * service, instance and zone.
	 */
	private static List<String> up(PrometheusProcess prometheus) {
		List<String> up = new ArrayList<>();
		for (JsonNode series : prometheus.query("up")) {
			StringBuilder text = new StringBuilder(series.path("metric").path("job").asString());
			for (String label : List.of("namespace", "service", "instance", "zone")) {
				if (series.path("metric").has(label)) {
					text.append(' ').append(series.path("metric").path(label).asString());
				}
			}
			up.add(text.append(' ').append(series.path("value").path(1).asString()).toString());
		}
		return up;
	}

	private static void run(String role, String id, String... arguments) {
		List<String> all = new ArrayList<>(List.of("--movieinfo.role=" + role, "--server.address=127.0.0.1",
				"--registry.client.server-urls=" + server.url(), "--registry.client.instance.id=" + id,
				"--registry.client.registration.fail-fast=true", "--registry.client.registration.fail-fast-timeout=60s",
				"--registry.client.discovery.cache.enabled=false"));
		all.addAll(List.of(arguments));
		APPLICATIONS.add(MovieInfoApplication.create().run(all.toArray(String[]::new)));
	}

	/**
	 * Returns where an application says that its metrics are.
	 */
	private static URI metrics(ConfigurableApplicationContext application) throws Exception {
		String id = application.getEnvironment().getRequiredProperty("registry.client.instance.id");
		String targets = get(server.url().resolve("/v1/prometheus/targets"));
		JsonNode group = new ObjectMapper().readTree(targets)
			.valueStream()
			.filter((each) -> each.at("/labels/__meta_registry_id").asString().equals(id))
			.findAny()
			.orElseThrow();
		return URI.create("%s://%s%s".formatted(group.at("/labels/__scheme__").asString(),
				group.at("/targets/0").asString(), group.at("/labels/__metrics_path__").asString()));
	}

	private static String get(URI url) throws IOException, InterruptedException {
		HttpResponse<String> response = HTTP.send(HttpRequest.newBuilder(url).build(),
				HttpResponse.BodyHandlers.ofString());
		assertThat(response.statusCode()).as(url.toString()).isEqualTo(200);
		return response.body();
	}

	private static ConditionFactory await(String what) {
		return Awaitility.await(what).atMost(Duration.ofMinutes(1));
	}

}
