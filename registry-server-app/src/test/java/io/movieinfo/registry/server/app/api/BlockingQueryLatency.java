package io.movieinfo.registry.server.app.api;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import io.movieinfo.registry.server.app.RunningServer;
import tools.jackson.databind.ObjectMapper;

import static org.awaitility.Awaitility.await;

/**
 * Measures how soon queries that wait are answered: 1,000 of them wait on 100 services,
 * an instance of one service is registered over HTTP, and the time is taken from sending
 * that until each of the ten answers is there, with the change stored on disk in between.
 * The ten wait again, and another service is next. No test: run it with <pre>
 * mvn -q install -DskipTests -pl registry-server-app -am
 * mvn -q test-compile dependency:build-classpath -Dmdep.outputFile=target/cp.txt -pl registry-server-app
 * java -cp registry-server-app/target/test-classes:registry-server-app/target/classes:$(cat registry-server-app/target/cp.txt) \
 *     io.movieinfo.registry.server.app.api.BlockingQueryLatency DIRECTORY
 * </pre> where the directory is a new one on the disk that is to be used.
 */
public final class BlockingQueryLatency {

	private static final int SERVICES = 100;

	private static final int EACH = 10;

	private static final int WARM_UP = 50;

	private static final int ROUNDS = 200;

	private final RunningServer server;

	private final List<List<CompletableFuture<Long>>> waiting = new ArrayList<>();

	private BlockingQueryLatency(RunningServer server) {
		this.server = server;
	}

	public static void main(String[] args) {
		Path directory = Path.of(args[0]);
		if (Files.exists(directory)) {
			throw new IllegalArgumentException(directory + " exists, expected the name of a new directory");
		}
		try (RunningServer server = RunningServer.startIn(directory, "--logging.level.root=warn",
				"--registry.server.lease.ttl=1h", "--registry.server.lease.heartbeat-interval=30m")) {
			new BlockingQueryLatency(server).measure();
		}
	}

	private void measure() {
		IntStream.range(0, SERVICES).forEach((service) -> register(service, 0));
		// else the end of the start hold answers all of them
		await().forever().until(() -> this.server.get("/v1/services").body().contains("\"complete\":true"));
		IntStream.range(0, SERVICES).forEach((service) -> this.waiting.add(ask(service)));
		await().until(() -> this.server.bean(HeldRequests.class).count() == SERVICES * EACH);
		IntStream.range(0, WARM_UP).forEach(this::round);
		List<Long> nanos = new ArrayList<>();
		List<Long> slowest = new ArrayList<>();
		for (int round = WARM_UP; round < WARM_UP + ROUNDS; round++) {
			List<Long> ten = round(round);
			nanos.addAll(ten);
			slowest.add(Collections.max(ten));
		}
		report("answers", nanos);
		report("last of ten", slowest);
	}

	private List<Long> round(int round) {
		int service = round % SERVICES;
		List<CompletableFuture<Long>> answers = this.waiting.get(service);
		long begun = System.nanoTime();
		register(service, round + 1);
		List<Long> nanos = answers.stream().map((answer) -> answer.join() - begun).toList();
		this.waiting.set(service, ask(service));
		await().until(() -> this.server.bean(HeldRequests.class).count() == SERVICES * EACH);
		return nanos;
	}

	private List<CompletableFuture<Long>> ask(int service) {
		String list = "/v1/services/service-%d/instances".formatted(service);
		String cursor = new ObjectMapper().readTree(this.server.get(list).body()).get("cursor").asString();
		HttpRequest request = HttpRequest.newBuilder(this.server.uri(list + "?wait=5m&after=" + cursor)).build();
		return IntStream.range(0, EACH)
			.mapToObj((i) -> RunningServer.HTTP.sendAsync(request, BodyHandlers.ofString())
				.thenApply((answer) -> System.nanoTime()))
			.toList();
	}

	private void register(int service, int weight) {
		String path = "/v1/services/service-%d/instances/only".formatted(service);
		this.server.send(HttpRequest.newBuilder(this.server.uri(path))
			.header("Content-Type", "application/json")
			.PUT(HttpRequest.BodyPublishers
				.ofString("{\"address\":\"127.0.0.1\",\"port\":8080,\"weight\":%d}".formatted(weight + 1)))
			.build());
	}

	private static void report(String what, List<Long> nanos) {
		List<Long> sorted = nanos.stream().sorted().toList();
		System.out.printf(Locale.ROOT, "%s: median %.2f ms, 99 %% %.2f ms, worst %.2f ms%n", what,
				quantile(sorted, 0.5), quantile(sorted, 0.99), quantile(sorted, 1));
	}

	private static double quantile(List<Long> sorted, double part) {
		return sorted.get((int) (part * (sorted.size() - 1))) / 1e6;
	}

}
