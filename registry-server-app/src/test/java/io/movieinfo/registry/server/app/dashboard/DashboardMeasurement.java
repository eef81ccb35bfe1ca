package io.movieinfo.registry.server.app.dashboard;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import io.movieinfo.registry.protocol.Health;
import io.movieinfo.registry.protocol.InstanceContent;
import io.movieinfo.registry.server.Registry;
import io.movieinfo.registry.server.app.RunningServer;
import io.movieinfo.registry.server.app.session.RawClient;
import org.openqa.selenium.Keys;
import tools.jackson.databind.JsonNode;

/**
 * Measures the dashboard in a real browser, with 10,000 instances of 300 services on a
 * server that stores on disk, of which 50 change every second:
 * <ul>
 * <li>how soon a weight that is changed in the dashboard is with a consumer, from the
 * press of the key until the consumer has the message;</li>
 * <li>how soon the first page shows its services;</li>
 * <li>how soon a key that is typed into the search is on the screen;</li>
 * <li>how much memory and how many nodes the page holds as time goes by.</li>
 * </ul>
 * No test: run it with <pre>
 * mvn -q install -DskipTests -pl registry-server-app -am
 * mvn -q test-compile dependency:build-classpath -Dmdep.outputFile=target/cp.txt -pl registry-server-app
 * java -cp registry-server-app/target/test-classes:registry-server-app/target/classes:$(cat registry-server-app/target/cp.txt) \
 *     io.movieinfo.registry.server.app.dashboard.DashboardMeasurement DIRECTORY [MINUTES]
 * </pre> where the directory is a new one on the disk that is to be used, and the memory
 * is watched for ten minutes unless told otherwise. Needs {@code chromium} and
 * {@code chromedriver}.
 */
public final class DashboardMeasurement implements AutoCloseable {

	private static final int SERVICES = 300;

	private static final int INSTANCES = 10_000;

	private static final int CHANGES_PER_SECOND = 50;

	private static final int ROUNDS = 20;

	private static final Duration LOOK = Duration.ofSeconds(20);

	/** Notes when the first row of the first page is on the screen. */
	private static final String FIRST_ROW = """
			new MutationObserver((changes, observer) => {
				if (document.querySelector('main tbody tr')) {
					observer.disconnect();
					requestAnimationFrame(() => setTimeout(() => window.firstRow = performance.now()));
				}
			}).observe(document, {childList: true, subtree: true});
			""";

	/** Notes how long each key takes until what it changes is on the screen. */
	private static final String KEYS_TYPED = """
			window.typed = [];
			document.querySelector('main .search').addEventListener('input', () => {
				const begun = performance.now();
				requestAnimationFrame(() => setTimeout(() => window.typed.push(performance.now() - begun)));
			}, true);
			""";

	/** Notes when the next form is sent. */
	private static final String FORM_SENT = """
			document.querySelector('dialog form').addEventListener('submit', () => window.sent = Date.now(), true);
			""";

	private final RunningServer server;

	private final Registry registry;

	private final Browser browser;

	private final ScheduledExecutorService changes = Executors.newSingleThreadScheduledExecutor();

	private long changed;

	private DashboardMeasurement(RunningServer server, Browser browser) {
		this.server = server;
		this.registry = server.bean(Registry.class);
		this.browser = browser;
	}

	public static void main(String[] args) throws InterruptedException {
		Path directory = Path.of(args[0]);
		if (Files.exists(directory)) {
			throw new IllegalArgumentException(directory + " exists, expected the name of a new directory");
		}
		Duration watched = Duration.ofMinutes((args.length > 1) ? Long.parseLong(args[1]) : 10);
		try (RunningServer server = RunningServer.startIn(directory, "--logging.level.root=warn",
				"--registry.server.lease.ttl=1h", "--registry.server.lease.heartbeat-interval=30m",
				"--registry.server.probe.enabled=false", "--registry.server.guard.start-hold=0s");
				Browser browser = Browser.start();
				DashboardMeasurement measurement = new DashboardMeasurement(server, browser)) {
			measurement.register();
			measurement.measureWeight();
			measurement.change();
			measurement.measureFirstPage();
			measurement.measureTyping();
			measurement.watchMemory(watched);
		}
		System.exit(0);
	}

	private void register() {
		List<CompletionStage<?>> registered = new ArrayList<>();
		for (int i = 0; i < INSTANCES; i++) {
			registered.add(this.registry.register(content(i), "start", Health.HEALTHY, null));
		}
		registered.forEach((each) -> each.toCompletableFuture().join());
		System.out.printf(Locale.ROOT, "%,d instances of %d services%n", INSTANCES, SERVICES);
	}

	/**
	 * Lets instances fall ill and recover, one after the other.
	 */
	private void change() {
		var unused = this.changes.scheduleAtFixedRate(() -> {
			int instance = (int) (this.changed * 7919 % INSTANCES);
			boolean ill = this.changed / INSTANCES % 2 == 0 && this.changed % 3 == 0;
			// a weight of its own each time, so that it is a change whatever its health
			// was
			var content = content(instance).toBuilder().weight((int) (100 + this.changed % 50)).build();
			this.registry.register(content, "start", ill ? Health.UNHEALTHY : Health.HEALTHY, null);
			this.changed++;
		}, 0, 1_000_000 / CHANGES_PER_SECOND, TimeUnit.MICROSECONDS);
	}

	private void measureWeight() {
		List<Double> millis = new ArrayList<>();
		try (RawClient consumer = RawClient.greeted(this.server)) {
			consumer.send("""
					{"type":"watch","seq":7,"service":"service-007"}""").expect("snapshot");
			this.browser.open(this.server, "#/services/default/service-007/instance-00007");
			for (int round = 0; round < ROUNDS; round++) {
				this.browser.click("aside.detail button", "Weight");
				this.browser.fill("#field-weight", String.valueOf(200 + round))
					.fill("#field-reason", "to see how long it takes");
				this.browser.script(FORM_SENT);
				Arrival arrival = new Arrival(consumer);
				this.browser.press(Keys.ENTER);
				long arrived = arrival.await();
				millis.add((double) (arrived - number(this.browser.script("return window.sent"))));
			}
		}
		report("a changed weight is with the consumer after", millis);
	}

	private void measureFirstPage() {
		List<Double> millis = new ArrayList<>();
		this.browser.beforeEachPage(FIRST_ROW);
		for (int round = 0; round < ROUNDS; round++) {
			this.browser.open(this.server, "").reload();
			Browser.patiently().until(() -> this.browser.script("return window.firstRow") != null);
			millis.add((double) number(this.browser.script("return Math.round(window.firstRow)")));
		}
		report("the first page shows its services after", millis);
	}

	private void measureTyping() {
		this.browser.script(KEYS_TYPED);
		for (int round = 0; round < ROUNDS; round++) {
			this.browser.fill("main .search", "service-1" + round % 10);
		}
		this.browser.fill("main .search", " ");
		List<Double> millis = new ArrayList<>();
		for (Object each : (List<?>) Objects.requireNonNull(this.browser.script("return window.typed"))) {
			millis.add(((Number) each).doubleValue());
		}
		report("a key is on the screen after", millis);
	}

	private void watchMemory(Duration watched) throws InterruptedException {
		long end = System.nanoTime() + watched.toNanos();
		for (int look = 0; System.nanoTime() < end; look++) {
			// to and fro, as a person would
			this.browser.script("location.hash = arguments[0]", List.of("#/services", "#/events").get(look / 3 % 2));
			TimeUnit.MILLISECONDS.sleep(LOOK.toMillis());
			System.out.printf(Locale.ROOT, "after %4d s: %5.1f MiB, %d nodes, %d changes%n",
					(look + 1) * LOOK.toSeconds(), this.browser.usedMemory() / 1024.0 / 1024,
					number(this.browser.script("return document.querySelectorAll('*').length")), this.changed);
		}
	}

	private static InstanceContent content(int number) {
		return InstanceContent.builder("service-%03d".formatted(number % SERVICES))
			.id("instance-%05d".formatted(number))
			.address("10.0.%d.%d".formatted(number / 250, number % 250 + 1))
			.port(8080)
			.zone("zone-" + number % 3)
			.build();
	}

	private static long number(Object value) {
		return ((Number) value).longValue();
	}

	private static void report(String what, List<Double> millis) {
		List<Double> sorted = new ArrayList<>(millis);
		Collections.sort(sorted);
		System.out.printf(Locale.ROOT, "%s: median %.0f ms, 95 %% %.0f ms, worst %.0f ms (of %d)%n", what,
				quantile(sorted, 0.5), quantile(sorted, 0.95), quantile(sorted, 1), sorted.size());
	}

	private static double quantile(List<Double> sorted, double part) {
		return sorted.get((int) (part * (sorted.size() - 1)));
	}

	@Override
	public void close() {
		this.changes.shutdownNow();
	}

	/**
	 * Waits on a thread of its own, so that what the browser does meanwhile does not
	 * count.
	 */
	private static final class Arrival {

		private final CompletableFuture<Long> at = new CompletableFuture<>();

		Arrival(RawClient consumer) {
			Thread thread = new Thread(() -> {
				JsonNode told = consumer.expect("delta");
				this.at.complete(System.currentTimeMillis());
				consumer.send("""
						{"type":"ack","watch":7,"cursor":"%s"}""".formatted(told.get("cursor").asString()));
			});
			thread.start();
		}

		long await() {
			return this.at.join();
		}

	}

}
