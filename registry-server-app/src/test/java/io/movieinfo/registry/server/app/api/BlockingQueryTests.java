package io.movieinfo.registry.server.app.api;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import io.movieinfo.registry.protocol.InstanceContent;
import io.movieinfo.registry.protocol.InstanceKey;
import io.movieinfo.registry.protocol.ServiceKey;
import io.movieinfo.registry.server.Registry;
import io.movieinfo.registry.server.app.RunningServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class BlockingQueryTests {

	private static final ObjectMapper JSON = new ObjectMapper();

	private static final String CALM = "--registry.server.lease.ttl=1h";

	private final RunningServer server = RunningServer.start(CALM, "--registry.server.lease.heartbeat-interval=30m");

	private final HeldRequests held = this.server.bean(HeldRequests.class);

	@AfterEach
	void nothingIsLeftBehind() {
		try {
			await().until(() -> this.held.count() == 0);
			// but the look for broken connections
			await().until(() -> this.held.waiting() <= 1);
		}
		finally {
			this.server.close();
		}
	}

	@Test
	void queryIsAnsweredWhenItsServiceChanges() throws Exception {
		register("movies", "m-1");
		CompletableFuture<HttpResponse<String>> answer = ask(
				"/v1/services/movies/instances?wait=5m&after=" + cursor("/v1/services/movies/instances"));
		await().until(() -> this.held.count() == 1);
		register("users", "u-1");
		assertThat(answer).isNotDone();
		register("movies", "m-2");
		JsonNode list = JSON.readTree(answer.get(10, TimeUnit.SECONDS).body());
		assertThat(list.get("instances").findValuesAsString("id")).containsExactly("m-1", "m-2");
		assertThat(list.get("cursor").asString()).isEqualTo(cursor("/v1/services/movies/instances"));
	}

	@Test
	void queryIsAnsweredAtOnceIfTheCallerHasMissedSomething() {
		register("movies", "m-1");
		String seen = cursor("/v1/services/movies/instances");
		register("movies", "m-2");
		assertThat(this.server.get("/v1/services/movies/instances?wait=5m&after=" + seen).body()).contains("m-2");
	}

	@Test
	void queryIsAnsweredAtOnceWithoutACursorOrWithOneOfAnotherHistory() {
		register("movies", "m-1");
		for (String path : List.of("/v1/services/movies/instances", "/v1/services")) {
			assertThat(this.server.get(path + "?wait=5m").statusCode()).isEqualTo(200);
			assertThat(this.server.get(path + "?wait=5m&after=other.1").statusCode()).isEqualTo(200);
			assertThat(this.server.get(path + "?wait=5m&after=" + cursor(path) + "9").statusCode()).isEqualTo(200);
			assertThat(this.server.get(path + "?wait=0&after=" + cursor(path)).statusCode()).isEqualTo(200);
		}
	}

	@Test
	void whatHasNotChangedWhenTheWaitIsOverIsAnsweredOrSaidToBeTheSame() {
		register("movies", "m-1");
		for (String path : List.of("/v1/services/movies/instances", "/v1/services")) {
			HttpResponse<String> now = this.server.get(path);
			String waiting = path + "?wait=50ms&after=" + JSON.readTree(now.body()).get("cursor").asString();
			assertThat(this.server.get(waiting).body()).isEqualTo(now.body());
			HttpResponse<String> same = this.server.send(HttpRequest.newBuilder(this.server.uri(waiting))
				.header("If-None-Match", now.headers().firstValue("ETag").orElseThrow())
				.build());
			assertThat(same.statusCode()).isEqualTo(304);
			assertThat(same.body()).isEmpty();
		}
	}

	@Test
	void unknownServiceIsWaitedFor() throws Exception {
		HttpResponse<String> unknown = this.server.get("/v1/services/movies/instances?wait=50ms");
		assertThat(unknown.statusCode()).isEqualTo(404);
		assertThat(unknown.body()).contains("\"service_unknown\"");
		String cursor = JSON.readTree(unknown.body()).get("cursor").asString();
		CompletableFuture<HttpResponse<String>> first = ask("/v1/services/movies/instances?wait=5m");
		CompletableFuture<HttpResponse<String>> next = ask("/v1/services/movies/instances?wait=5m&after=" + cursor);
		await().until(() -> this.held.count() == 2);
		register("movies", "m-1");
		assertThat(first.get(10, TimeUnit.SECONDS).body()).contains("m-1");
		assertThat(next.get(10, TimeUnit.SECONDS).body()).contains("m-1");
	}

	@Test
	void operatorsWaitTheSameWay() throws Exception {
		register("movies", "m-1");
		CompletableFuture<HttpResponse<String>> answer = ask(
				"/v1/services/movies/instances?view=operator&wait=5m&after=" + cursor("/v1/services/movies/instances"));
		await().until(() -> this.held.count() == 1);
		register("movies", "m-2");
		HttpResponse<String> answered = answer.get(10, TimeUnit.SECONDS);
		assertThat(answered.body()).contains("\"operator\"", "m-2");
		assertThat(answered.headers().firstValue("ETag")).isEmpty();
	}

	@Test
	void servicesAreAnsweredWhenTheirNamespaceChanges() throws Exception {
		register("movies", "m-1");
		CompletableFuture<HttpResponse<String>> answer = ask("/v1/services?wait=5m&after=" + cursor("/v1/services"));
		await().until(() -> this.held.count() == 1);
		get(registry().register(
				InstanceContent.builder("users").namespace("staging").address("127.0.0.1").port(1).build(), "s", null,
				null));
		assertThat(answer).isNotDone();
		get(registry().deregister(new InstanceKey(new ServiceKey("default", "movies"), "m-1"), "s"));
		assertThat(answer.get(10, TimeUnit.SECONDS).body()).contains("\"listed\":0");
	}

	@Test
	void waitsAreAnsweredWhenTheStartHoldEndsThoughNothingHasChanged() throws Exception {
		try (RunningServer fresh = RunningServer.startFresh("--registry.server.guard.start-hold=15s")) {
			String cursor = JSON.readTree(fresh.get("/v1/services").body()).get("cursor").asString();
			CompletableFuture<HttpResponse<String>> services = ask(fresh, "/v1/services?wait=5m&after=" + cursor);
			CompletableFuture<HttpResponse<String>> unknown = ask(fresh,
					"/v1/services/movies/instances?wait=5m&after=" + cursor);
			assertThat(services.get(60, TimeUnit.SECONDS).body()).contains("\"complete\":true");
			assertThat(unknown.get(60, TimeUnit.SECONDS).body()).contains("\"complete\":true", "service_unknown");
		}
	}

	@Test
	void brokenConnectionIsNoticedWhileTheQueryWaits() throws Exception {
		register("movies", "m-1");
		List<Socket> sockets = new ArrayList<>();
		for (String path : List.of("/v1/services/movies/instances", "/v1/services", "/v1/events")) {
			String query = path.endsWith("events") ? "" : "?wait=5m&after=" + cursor(path);
			sockets.add(open("GET " + path + query + " HTTP/1.1\r\nHost: localhost\r\n\r\n"));
		}
		await().until(() -> this.held.count() == 3);
		sockets.get(0).close();
		await().until(() -> this.held.count() == 2);
		// as when its process is killed with something unread
		sockets.get(1).setSoLinger(true, 0);
		sockets.get(1).close();
		await().until(() -> this.held.count() == 1);
		sockets.get(2).close();
	}

	@Test
	void nextRequestOfAClientThatDoesNotWaitForAnswersIsNoBrokenConnection() throws Exception {
		register("movies", "m-1");
		String waiting = "GET /v1/services/movies/instances?wait=5m&after=%s HTTP/1.1\r\nHost: localhost\r\n\r\n"
			.formatted(cursor("/v1/services/movies/instances"));
		try (Socket socket = open(waiting)) {
			await().until(() -> this.held.count() == 1);
			socket.getOutputStream()
				.write("GET /v1/namespaces HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
					.getBytes(StandardCharsets.US_ASCII));
			// once the second of these is noticed, all connections have been looked at
			for (int i = 0; i < 2; i++) {
				Socket broken = open(waiting);
				await().until(() -> this.held.count() == 2);
				broken.close();
				await().until(() -> this.held.count() == 1);
			}
			register("movies", "m-2");
			assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
				.containsSubsequence("200", "\"instances\":[{", "200", "\"namespaces\":[");
		}
	}

	@Test
	void serverStopsWithoutWaitingForThem() throws Exception {
		register("movies", "m-1");
		CompletableFuture<HttpResponse<String>> query = ask(
				"/v1/services/movies/instances?wait=5m&after=" + cursor("/v1/services/movies/instances"));
		InputStream stream = this.server.open(HttpRequest.newBuilder(this.server.uri("/v1/events")).build()).body();
		// it is held a moment before it begins
		String first = Character.toString(stream.read());
		await().until(() -> this.held.count() == 2);
		this.server.close();
		assertThat(query.get(10, TimeUnit.SECONDS).body()).contains("m-1");
		assertThat(first + new String(stream.readAllBytes(), StandardCharsets.UTF_8)).contains("event: ready");
	}

	@Test
	void operatorsAreAnsweredInFullThoughTheServerStops() throws Exception {
		register("movies", "m-1");
		CountDownLatch free = new CountDownLatch(1);
		AtomicBoolean busy = new AtomicBoolean();
		await().until(() -> {
			var unused = registry().operations().details(new ServiceKey("default", "movies")).thenAccept((details) -> {
				if (Thread.currentThread().getName().equals("registry-writer")) {
					busy.set(true);
					awaitOrFail(free);
				}
			});
			return busy.get();
		});
		CompletableFuture<HttpResponse<String>> answer = ask("/v1/services/movies/instances?view=operator");
		await().until(() -> this.held.count() == 1);
		this.held.stop();
		free.countDown();
		assertThat(answer.get(10, TimeUnit.SECONDS).body()).contains("m-1");
	}

	private Socket open(String request) throws IOException {
		Socket socket = new Socket(InetAddress.getLoopbackAddress(), this.server.port());
		socket.setSoTimeout(20_000);
		socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
		return socket;
	}

	private String cursor(String path) {
		return JSON.readTree(this.server.get(path).body()).get("cursor").asString();
	}

	private CompletableFuture<HttpResponse<String>> ask(String path) {
		return ask(this.server, path);
	}

	private static CompletableFuture<HttpResponse<String>> ask(RunningServer server, String path) {
		return RunningServer.HTTP.sendAsync(HttpRequest.newBuilder(server.uri(path)).build(), BodyHandlers.ofString());
	}

	private void register(String service, String id) {
		get(registry().register(InstanceContent.builder(service).id(id).address("127.0.0.1").port(8080).build(), "s",
				null, null));
	}

	private static void awaitOrFail(CountDownLatch latch) {
		try {
			assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private Registry registry() {
		return this.server.bean(Registry.class);
	}

	private static <T> T get(CompletionStage<T> stage) {
		return stage.toCompletableFuture().join();
	}

}
