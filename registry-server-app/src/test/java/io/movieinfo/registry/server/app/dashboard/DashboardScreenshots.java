package io.movieinfo.registry.server.app.dashboard;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import io.movieinfo.registry.server.app.RunningServer;
import io.movieinfo.registry.server.app.session.RawClient;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import static org.awaitility.Awaitility.await;

/**
 * Takes the pictures of the dashboard that are in the documents, of a registry on an
 * ordinary day: applications beat, and some are not as they should be. No test: run it
 * with <pre>
 * mvn -q install -DskipTests -pl registry-server-app -am
 * mvn -q test-compile dependency:build-classpath -Dmdep.outputFile=target/cp.txt -pl registry-server-app
 * java -cp registry-server-app/target/test-classes:registry-server-app/target/classes:$(cat registry-server-app/target/cp.txt) \
 *     io.movieinfo.registry.server.app.dashboard.DashboardScreenshots docs [SECONDS]
 * </pre> where the number says how much of the plots is to be filled.
 */
public final class DashboardScreenshots implements AutoCloseable {

	private static final List<String> SERVICES = List.of("catalog-service", "home-service", "image-service",
			"mail-service", "movie-service", "payment-service", "rating-service", "recommendation-service",
			"search-service", "session-service", "subtitle-service", "user-service", "watchlist-service");

	private static final Duration BEAT = Duration.ofSeconds(1);

	private final RunningServer server;

	private final Random random = new Random(7);

	private final List<RawClient> applications = new ArrayList<>();

	private final ScheduledExecutorService beats = Executors.newSingleThreadScheduledExecutor();

	private int seq = 10;

	private DashboardScreenshots(RunningServer server) {
		this.server = server;
	}

	public static void main(String[] args) throws IOException, InterruptedException {
		Path directory = Path.of(args[0]);
		Duration filled = Duration.ofSeconds((args.length > 1) ? Long.parseLong(args[1]) : 120);
		try (RunningServer server = RunningServer.start("--registry.server.node=registry-1",
				"--registry.server.probe.enabled=false", "--registry.server.lease.ttl=1m");
				DashboardScreenshots day = new DashboardScreenshots(server);
				Browser browser = Browser.start()) {
			day.begin();
			TimeUnit.MILLISECONDS.sleep(filled.toMillis());
			day.operate();
			day.take(browser, directory);
		}
		System.exit(0);
	}

	private void begin() {
		for (int i = 0; i < SERVICES.size(); i++) {
			int instances = 2 + this.random.nextInt(7);
			for (int instance = 0; instance < instances; instance++) {
				application(SERVICES.get(i), i, instance);
			}
		}
		var unused = this.beats.scheduleAtFixedRate(this::beat, 0, BEAT.toMillis(), TimeUnit.MILLISECONDS);
		var unusedToo = this.beats.scheduleWithFixedDelay(this::acknowledge, 0, 5, TimeUnit.MILLISECONDS);
	}

	/**
	 * Starts an application that registers itself, and consumes the next two services.
	 */
	private void application(String service, int index, int instance) {
		RawClient client = RawClient.connect(this.server.port());
		client
			.send("""
					{"type":"hello","seq":1,"version":1,"application":"%s","process":"host-%d/%d","namespace":"default"}"""
				.formatted(service, index * 3 + instance, 4000 + index * 17 + instance))
			.expect("welcome");
		client
			.send("""
					{"type":"register","seq":2,"start_id":"s-%d-%d","instance":{"name":"%s","id":"%s-%d","address":"10.0.%d.%d",\
					"port":8080,"zone":"eu-1%s","tags":[%s],"meta":{"version":"1.4.%d","registry.management-port":"9090"}}}"""
				.formatted(index, instance, service, service.replace("-service", ""), instance + 1, index,
						10 + instance, "abc".charAt(instance % 3), (instance == 1) ? "\"canary\"" : "",
						(instance == 1) ? 3 : 2))
			.expect("registered");
		for (int next = 1; next <= 2; next++) {
			watch(client, next, SERVICES.get((index + next) % SERVICES.size()));
		}
		this.applications.add(client);
	}

	private static void watch(RawClient client, int watch, String service) {
		client.send("""
				{"type":"watch","seq":%d,"service":"%s"}""".formatted(2 + watch, service));
	}

	private void beat() {
		this.seq++;
		for (RawClient client : this.applications) {
			client.send("""
					{"type":"heartbeat","seq":%d,"health":[]}""".formatted(this.seq));
		}
		if (this.seq % 3 == 0) {
			send("PUT", "rating-service", "rating-2", "/heartbeat", (this.seq % 2 == 0) ? "{\"health\":\"healthy\"}"
					: "{\"health\":\"unhealthy\",\"cause\":\"not-ready\"}");
		}
	}

	private void acknowledge() {
		for (RawClient client : this.applications) {
			while (client.hasMore()) {
				JsonNode told = client.next();
				if (told.has("watch")) {
					client.send("""
							{"type":"ack","watch":%d,"cursor":"%s"}""".formatted(told.get("watch").asInt(),
							told.get("cursor").asString()));
				}
			}
		}
	}

	/**
	 * Lets applications fall ill, and operators act.
	 */
	private void operate() {
		send("PUT", "payment-service", "payment-1", "/heartbeat", "{\"health\":\"unhealthy\",\"cause\":\"reported\"}");
		send("PUT", "payment-service", "payment-2", "/heartbeat", "{\"health\":\"unhealthy\",\"cause\":\"reported\"}");
		send("PUT", "search-service", "search-2", "/heartbeat", "{\"health\":\"unhealthy\",\"cause\":\"not-ready\"}");
		send("POST", "mail-service", "mail-1", "/drain",
				"{\"limit\":\"0s\",\"by\":\"maria\",\"reason\":\"its host is to be rebooted\"}");
		send("PATCH", "movie-service", "movie-1", "",
				"{\"weight\":20,\"by\":\"maria\",\"reason\":\"slow since the morning\"}");
		send("PATCH", "movie-service", "movie-2", "",
				"{\"enabled\":false,\"meta\":{\"version\":\"1.4.1\"},\"by\":\"jonas\",\"reason\":\"the canary loses images\"}");
		send("PUT", "movie-service", "movie-3", "/heartbeat", "{\"health\":\"unhealthy\",\"cause\":\"reported\"}");
	}

	private void take(Browser browser, Path directory) throws IOException {
		shoot(browser.view(1280, 860, false), "", directory.resolve("dashboard-light.png"));
		shoot(browser.view(1280, 860, true), "#/services/default/movie-service/movie-2",
				directory.resolve("dashboard-dark.png"));
		shoot(browser.view(360, 740, false), "", directory.resolve("dashboard-narrow.png"));
		Path more = directory.resolve("../target/dashboard");
		shoot(browser.view(360, 740, true), "#/services/default/movie-service", more.resolve("narrow-service.png"));
		shoot(browser, "#/services/default/movie-service/movie-2", more.resolve("narrow-instance.png"));
		shoot(browser.view(1280, 860, false), "#/services/default/movie-service?tab=consumers",
				more.resolve("consumers.png"));
		shoot(browser, "#/events", more.resolve("events.png"));
		shoot(browser, "#/audit", more.resolve("audit.png"));
		shoot(browser, "#/guard", more.resolve("guard.png"));
		browser.open(this.server, "#/services/default/movie-service/movie-1");
		browser.click("aside.detail button", "Weight")
			.fill("#field-weight", "5000")
			.fill("#field-reason", "faster again");
		browser.click("dialog button", "Change").awaitText("dialog", "1 to 1000");
		browser.screenshot(more.resolve("dialog.png"));
	}

	private void shoot(Browser browser, String hash, Path file) throws IOException {
		browser.open(this.server, hash).reload();
		browser.awaitText(".link", "live");
		browser.find("main h1");
		// so that plots are drawn
		await().pollDelay(Duration.ofSeconds(1)).until(() -> true);
		browser.screenshot(file);
	}

	private void send(String method, String service, String instance, String more, @Nullable String body) {
		String path = "/v1/services/%s/instances/%s%s".formatted(service, instance, more);
		var answer = this.server.send(HttpRequest.newBuilder(this.server.uri(path))
			.header("Content-Type", "application/json")
			.method(method, (body != null) ? BodyPublishers.ofString(body) : BodyPublishers.noBody())
			.build());
		if (answer.statusCode() >= 300) {
			System.err.println(answer.body());
		}
	}

	@Override
	public void close() {
		this.beats.shutdownNow();
		this.applications.forEach(RawClient::close);
	}

}
