package io.movieinfo.sample.endtoend;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.awaitility.Awaitility;
import org.slf4j.LoggerFactory;

/**
 * Measures what a thousand clients that lose their server together do to it when it is
 * back: each has a session, a registration and a watch; the server has default settings
 * and 256 MiB of heap. It is killed and started again with its data, killed and started
 * without, and stopped as operators do. For each it prints how long it took, from the
 * server's first answer, until all were registered and knew their whole lists, how often
 * the busiest client had tried, how long somebody else waited for answers meanwhile, and
 * how the server fared. No test: run it with <pre>
 * mvn -q install -DskipTests -pl sample-app -am
 * mvn -q test-compile dependency:build-classpath -Dmdep.outputFile=target/cp.txt -pl sample-app
 * java -Xss256k -cp sample-app/target/test-classes:sample-app/target/classes:$(cat sample-app/target/cp.txt) \
 *     io.movieinfo.sample.endtoend.ReconnectStorm DIRECTORY [CLIENTS [SERVICES]]
 * </pre> where the directory is a new one; 1,000 clients share 20 services unless said
 * otherwise. It needs some 10 open files and 3 threads for each client.
 */
public final class ReconnectStorm {

	private static final Duration LIMIT = Duration.ofSeconds(30);

	private final HttpClient http = HttpClient.newHttpClient();

	private final ServerProcess server;

	private final ConnectionAttempts attempts;

	private final Bystander bystander;

	private long logged;

	private boolean kept = true;

	private ReconnectStorm(ServerProcess server, ConnectionAttempts attempts, Bystander bystander) {
		this.server = server;
		this.attempts = attempts;
		this.bystander = bystander;
	}

	public static void main(String[] args) throws Exception {
		Path directory = Path.of(args[0]);
		int clients = (args.length > 1) ? Integer.parseInt(args[1]) : 1000;
		int services = (args.length > 2) ? Integer.parseInt(args[2]) : 20;
		Files.createDirectory(directory);
		// a thousand clients tell the same things
		((Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME)).setLevel(Level.WARN);
		try (ConnectionAttempts attempts = new ConnectionAttempts();
				ServerProcess server = new ServerProcess(directory, "-Xmx256m");
				Bystander bystander = Bystander.start(server.url())) {
			new ReconnectStorm(server, attempts, bystander).measure(clients, services);
		}
		// not all of a thousand clients' threads are daemons of ours
		System.exit(0);
	}

	private void measure(int clients, int services) throws Exception {
		print("event", "all back", "shortest list", "attempts: all, most", "bystander: median/worst", "heap", "threads",
				"log: lines, WARN, ERROR");
		this.server.start();
		try (ClientCrowd crowd = ClientCrowd.start(this.server.url(), clients, services)) {
			report("first start", crowd);
			this.server.kill();
			this.server.start();
			report("kill -9, with data", crowd);
			this.server.kill();
			this.server.deleteData();
			this.server.start();
			report("kill -9, without data", crowd);
			this.server.stop();
			this.server.start();
			report("graceful restart", crowd);
		}
		print(this.kept
				? "kept: all back within %d s each time, no list ever shorter, no error".formatted(LIMIT.toSeconds())
				: "NOT KEPT");
	}

	private void report(String event, ClientCrowd crowd) throws Exception {
		boolean first = "first start".equals(event);
		long begun = System.nanoTime();
		Awaitility.await().atMost(Duration.ofMinutes(5)).pollInterval(Duration.ofMillis(50)).until(crowd::complete);
		Duration took = Duration.ofNanos(System.nanoTime() - begun);
		int shortest = crowd.shortestList();
		String metrics = metrics();
		List<String> lines = Files.readAllLines(this.server.log());
		List<String> news = lines.subList((int) this.logged, lines.size());
		this.logged = lines.size();
		long errors = count(news, " ERROR ");
		print(event, "%.1f s".formatted(took.toMillis() / 1e3), first ? "-" : shortest + " of " + crowd.each(),
				"%d, %d".formatted(this.attempts.all(), this.attempts.most()), this.bystander.report(),
				"%.0f MiB".formatted(sum(metrics, "jvm_memory_used_bytes{area=\"heap\"") / 1048576),
				"%.0f".formatted(sum(metrics, "jvm_threads_peak_threads")),
				"%d, %d, %d".formatted(news.size(), count(news, " WARN "), errors));
		this.kept &= took.compareTo(LIMIT) <= 0 && errors == 0 && (first || shortest == crowd.each());
		this.attempts.reset();
	}

	private String metrics() throws IOException, InterruptedException {
		URI uri = this.server.url().resolve("/actuator/prometheus");
		return this.http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString()).body();
	}

	private static double sum(String metrics, String name) {
		return metrics.lines()
			.filter((line) -> line.startsWith(name))
			.mapToDouble((line) -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
			.sum();
	}

	private static long count(List<String> lines, String what) {
		return lines.stream().filter((line) -> line.contains(what)).count();
	}

	private static void print(String... cells) {
		System.out.println(String.format(Locale.ROOT, "%-24s".repeat(cells.length), (Object[]) cells).stripTrailing());
	}

}
