package io.movieinfo.registry.server.app;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Runs the documented Python client: real processes that register, discover, are killed
 * and drain.
 */
class PythonClientTests {

	private static final Path CLIENT = Path.of("../docs/examples/registry_client.py");

	private static final Pattern REGISTERED = Pattern.compile("registered user-service on port (\\d+)");

	private static final Duration LONG = Duration.ofSeconds(30);

	@TempDir
	private Path directory;

	private final List<AutoCloseable> open = new ArrayList<>();

	private RunningServer server;

	@BeforeEach
	void start() {
		Tool.require("python3");
		this.server = RunningServer.start();
		this.open.add(this.server);
	}

	@AfterEach
	void stop() throws Exception {
		for (int i = this.open.size() - 1; i >= 0; i--) {
			this.open.get(i).close();
		}
	}

	@Test
	void registersDiscoversSeesAKillAndDrains() throws IOException, InterruptedException {
		Tool consumer = python("watch", "user-service");
		Tool first = python("serve", "user-service");
		int firstPort = port(first);
		Tool second = python("serve", "user-service");
		int secondPort = port(second);
		String both = Stream.of(firstPort, secondPort)
			.map((port) -> "127.0.0.1:" + port)
			.sorted()
			.reduce("user-service:", (all, each) -> all + " " + each);
		await().atMost(LONG).until(() -> consumer.lines().contains(both));
		String cursor = this.server.get("/v1/services/user-service/instances")
			.body()
			.replaceAll(".*\"cursor\":\"([^\"]+)\".*", "$1");

		first.kill();
		await().atMost(LONG).until(() -> last(consumer).equals("user-service: 127.0.0.1:" + secondPort));
		assertThat(this.server.get("/v1/services/user-service/instances/user-service-127.0.0.1-" + firstPort).body())
			.contains("\"cause\":\"connection-refused\"");

		second.stop();
		assertThat(second.awaitEnd()).isZero();
		assertThat(last(second)).isEqualTo("left");
		await().atMost(LONG).until(() -> last(consumer).equals("user-service:"));
		assertThat(events(cursor, "deregistered")).containsSubsequence("health", "draining", "deregistered");
	}

	@Test
	void registersAgainWhenTheRegistryHasForgottenIt() throws IOException {
		Tool service = python("serve", "user-service");
		String path = "/v1/services/user-service/instances/user-service-127.0.0.1-" + port(service);
		String startId = this.server.get(path + "?view=operator")
			.body()
			.replaceAll(".*\"start_id\":\"([^\"]+)\".*", "$1");
		assertThat(this.server
			.send(HttpRequest.newBuilder(this.server.uri(path + "?start_id=" + startId)).DELETE().build())
			.statusCode()).isEqualTo(204);
		await().atMost(LONG).until(() -> this.server.get(path).statusCode() == 200);
	}

	@Test
	void startsWithoutTheRegistryAndRegistersOnceItIsThere() throws IOException {
		int port = this.server.port();
		this.server.close();
		Tool service = python("serve", "user-service");
		int servicePort = port(service);
		assertThat(service.lines()).anySatisfy((line) -> assertThat(line).contains("still trying"));
		this.server = RunningServer.start("--server.port=" + port);
		this.open.add(this.server);
		String path = "/v1/services/user-service/instances/user-service-127.0.0.1-" + servicePort;
		await().atMost(LONG).until(() -> this.server.get(path).statusCode() == 200);
	}

	private Tool python(String... arguments) throws IOException {
		List<String> command = new ArrayList<>(List.of("python3", CLIENT.toString()));
		command.addAll(List.of(arguments));
		Tool tool = Tool.start(this.directory, this.server, command.toArray(String[]::new));
		this.open.add(tool);
		return tool;
	}

	private static int port(Tool service) {
		await().atMost(LONG).until(() -> REGISTERED.matcher(last(service)).matches());
		Matcher matcher = REGISTERED.matcher(last(service));
		assertThat(matcher.matches()).isTrue();
		return Integer.parseInt(matcher.group(1));
	}

	private static String last(Tool tool) {
		List<String> lines = tool.lines();
		return lines.isEmpty() ? "" : lines.get(lines.size() - 1);
	}

	/**
	 * Returns the names of the service's events from a cursor to the first of a name.
	 */
	private List<String> events(String after, String last) throws IOException {
		HttpRequest request = HttpRequest.newBuilder(this.server.uri("/v1/events?service=user-service&after=" + after))
			.build();
		List<String> names = new ArrayList<>();
		try (BufferedReader lines = new BufferedReader(
				new InputStreamReader(this.server.open(request).body(), StandardCharsets.UTF_8))) {
			for (String line = lines.readLine(); line != null && !names.contains(last); line = lines.readLine()) {
				if (line.startsWith("event:")) {
					names.add(line.substring("event:".length()).strip());
				}
			}
		}
		return names;
	}

}
