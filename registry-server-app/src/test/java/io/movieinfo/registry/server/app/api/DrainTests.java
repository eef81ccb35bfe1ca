package io.movieinfo.registry.server.app.api;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import io.movieinfo.registry.protocol.Cursor;
import io.movieinfo.registry.protocol.InstanceContent;
import io.movieinfo.registry.protocol.ServiceKey;
import io.movieinfo.registry.server.Registry;
import io.movieinfo.registry.server.app.RunningServer;
import io.movieinfo.registry.server.watch.Reader;
import io.movieinfo.registry.server.watch.Watch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Drains over HTTP, on a server with so few threads that none may wait.
 */
@Timeout(60)
class DrainTests {

	private static final int THREADS = 4;

	private static final AtomicInteger SERVICES = new AtomicInteger();

	private static RunningServer server;

	private static ApiClient client;

	private String service = "";

	private String instances = "";

	// up to where the watcher has been told
	private final AtomicReference<@Nullable Cursor> told = new AtomicReference<>();

	@BeforeAll
	static void start() {
		server = RunningServer.startCalm("--server.tomcat.threads.max=" + THREADS,
				"--server.tomcat.threads.min-spare=1");
		client = new ApiClient(server);
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@BeforeEach
	void registerInstances() {
		// no stream of another test that a drain would wait for
		await().until(() -> server.bean(HeldRequests.class).count() == 0);
		this.service = "d-" + SERVICES.incrementAndGet();
		this.instances = "/v1/services/" + this.service + "/instances";
		register("i-1");
		register("i-2");
	}

	@Test
	void departureWithoutWatchersIsPendingForNobody() {
		ApiClient.Answer answer = client.send("DELETE", this.instances + "/i-1?start_id=one&drain=5s", null).none();
		assertThat(answer.header("Drain-Pending")).isEqualTo("0");
		assertThat(list()).hasSize(1);
	}

	@Test
	void departureSaysHowManyHadNotAcknowledged() {
		try (Watch silent = watch(Reader.stream("test"))) {
			assertThat(silent).isNotNull();
			ApiClient.Answer answer = client.send("DELETE", this.instances + "/i-1?start_id=one&drain=10ms", null)
				.none();
			assertThat(answer.header("Drain-Pending")).isEqualTo("1");
			assertThat(list()).hasSize(1);
		}
	}

	@Test
	void nobodyWaitsForAStreamThatOnlyObserves() throws IOException {
		for (String observe : List.of("true", "false")) {
			register("i-" + observe);
			HttpRequest events = HttpRequest.newBuilder(server.uri("/v1/events?observe=" + observe)).build();
			try (InputStream stream = server.open(events).body()) {
				assertThat(stream.read()).isPositive();
				String limit = observe.equals("true") ? "1m" : "10ms";
				assertThat(
						client.send("DELETE", this.instances + "/i-" + observe + "?start_id=one&drain=" + limit, null)
							.none()
							.header("Drain-Pending"))
					.isEqualTo(observe.equals("true") ? "0" : "1");
			}
		}
	}

	@Test
	void drainThatTheServersStopCutsShortIsNotAcknowledged() throws IOException {
		RunningServer stopping = RunningServer.start();
		try (stopping) {
			ApiClient its = new ApiClient(stopping);
			its.send("PUT", this.instances + "/i-1", "{\"address\":\"127.0.0.1\",\"port\":1,\"start_id\":\"one\"}");
			try (InputStream stream = stopping.open(HttpRequest.newBuilder(stopping.uri("/v1/events")).build())
				.body()) {
				assertThat(stream.read()).isPositive();
				CompletableFuture<HttpResponse<String>> drain = RunningServer.HTTP
					.sendAsync(HttpRequest.newBuilder(stopping.uri(this.instances + "/i-1/drain"))
						.header("Content-Type", "application/json")
						.POST(HttpRequest.BodyPublishers.ofString("{\"reason\":\"test\",\"limit\":\"1m\"}"))
						.build(), HttpResponse.BodyHandlers.ofString());
				await().until(() -> stopping.get(this.instances + "/i-1").body().contains("\"draining\":true"));
				stopping.close();
				assertThat(drain.orTimeout(30, TimeUnit.SECONDS).join().body()).contains("\"acknowledged\":false");
			}
		}
	}

	@Test
	void departureWithoutADrainSaysNothingOfIt() {
		assertThat(client.send("DELETE", this.instances + "/i-1?start_id=one", null).none().header("Drain-Pending"))
			.isNull();
	}

	@Test
	void departureOfWhatIsNotThereIsNotFound() {
		client.send("DELETE", this.instances + "/i-3?drain=5s", null).problem(404, "instance_unknown");
		client.send("DELETE", this.instances + "/i-3?start_id=one&drain=5s", null).problem(404, "instance_unknown");
	}

	@Test
	void instanceIsListedAsDrainingUntilEverybodyHasAcknowledged() {
		try (Watch watch = watch(Reader.session("test", this, () -> true))) {
			CompletableFuture<HttpResponse<String>> leaving = send("DELETE",
					this.instances + "/i-1?start_id=one&drain=1m", null);
			await().until(() -> list().get(0).get("draining").asBoolean());
			assertThat(leaving).isNotDone();
			acknowledge(watch);
			assertThat(leaving).succeedsWithin(Duration.ofSeconds(30));
			assertThat(leaving.join().headers().firstValue("Drain-Pending")).hasValue("0");
			assertThat(list()).hasSize(1);
		}
	}

	@Test
	void waitingDrainsBlockNoThread() {
		List<CompletableFuture<HttpResponse<String>>> waiting = new ArrayList<>();
		try (Watch watch = watch(Reader.session("test", this, () -> true))) {
			for (int i = 0; i < 10 * THREADS; i++) {
				register("w-" + i);
				waiting.add((i % 2 == 0) ? send("DELETE", this.instances + "/w-" + i + "?start_id=one&drain=1m", null)
						: send("POST", this.instances + "/w-" + i + "/drain",
								"{\"reason\":\"test\",\"limit\":\"1m\"}"));
			}
			await().until(() -> list().valueStream().filter((each) -> each.get("draining").asBoolean()).count() == 10
					* THREADS);
			assertThat(waiting).noneMatch(CompletableFuture::isDone);
			acknowledge(watch);
			for (CompletableFuture<HttpResponse<String>> each : waiting) {
				assertThat(each.orTimeout(30, TimeUnit.SECONDS).join().statusCode()).isIn(200, 204);
			}
		}
	}

	@Test
	void drainMayTakeLongerThanAnyOtherRequest() {
		try (RunningServer impatient = RunningServer.start("--spring.mvc.async.request-timeout=1ms")) {
			Registry registry = impatient.bean(Registry.class);
			ServiceKey key = new ServiceKey("default", this.service);
			registry
				.register(InstanceContent.builder(this.service).id("i-1").address("127.0.0.1").port(1).build(), "one",
						null, null)
				.toCompletableFuture()
				.orTimeout(30, TimeUnit.SECONDS)
				.join();
			try (Watch silent = registry.watch(key, null, (event, done) -> done.run(), Reader.stream("test"))) {
				assertThat(silent).isNotNull();
				// the web server looks for requests that take too long once a second
				JsonNode drained = new ApiClient(impatient)
					.send("POST", this.instances + "/i-1/drain", "{\"reason\":\"test\",\"limit\":\"3s\"}")
					.json(200);
				assertThat(drained.get("drained").get(0).get("pending").asInt()).isEqualTo(1);
			}
		}
	}

	@Test
	void operatorDrainsAnInstanceAndTakesItBack() {
		JsonNode drained = client
			.send("POST", this.instances + "/i-1/drain",
					"{\"reason\":\"disk full\",\"by\":\"maria\",\"limit\":\"30s\"}")
			.json(200)
			.get("drained");
		assertThat(drained).hasSize(1);
		assertThat(drained.get(0).propertyNames()).containsExactly("id", "cursor", "acknowledged", "pending");
		assertThat(drained.get(0).get("id").asString()).isEqualTo("i-1");
		assertThat(drained.get(0).get("cursor").asString()).isEqualTo(cursor().toString());
		assertThat(drained.get(0).get("acknowledged").asBoolean()).isTrue();
		assertThat(drained.get(0).get("pending").asInt()).isZero();
		assertThat(list().get(0).get("draining").asBoolean()).isTrue();
		client.send("DELETE", this.instances + "/i-1/drain?reason=new+disk&by=maria", null).none();
		assertThat(list().get(0).get("draining").asBoolean()).isFalse();
		client.send("DELETE", this.instances + "/i-1/drain?reason=again", null).none();
		JsonNode entries = client.send("GET", "/v1/audit?service=" + this.service, null).json(200).get("entries");
		assertThat(entries.findValuesAsString("action")).endsWith("end-drain", "drain");
		assertThat(entries.valueStream().map((entry) -> entry.get("reason").asString())).endsWith("new disk",
				"disk full");
	}

	@Test
	void operatorDrainsAWholeService() {
		try (Watch silent = watch(Reader.stream("test"))) {
			assertThat(silent).isNotNull();
			JsonNode drained = client
				.send("POST", "/v1/services/" + this.service + "/drain", "{\"reason\":\"test\",\"limit\":\"0\"}")
				.json(200)
				.get("drained");
			assertThat(drained.findValuesAsString("id")).containsExactly("i-1", "i-2");
			assertThat(drained.get(1).get("acknowledged").asBoolean()).isFalse();
			assertThat(drained.get(1).get("pending").asInt()).isEqualTo(1);
			assertThat(client.send("GET", this.instances, null).json(200).get("instances")).isEmpty();
		}
	}

	@Test
	void operatorsDrainOfWhatIsNotThereIsNotFound() {
		client.send("POST", this.instances + "/i-3/drain", "{\"reason\":\"test\"}").problem(404, "instance_unknown");
		client.send("DELETE", this.instances + "/i-3/drain?reason=test", null).problem(404, "instance_unknown");
		client.send("POST", "/v1/services/nobody/drain", "{\"reason\":\"test\"}").problem(404, "service_unknown");
	}

	private void register(String id) {
		client.send("PUT", this.instances + "/" + id, "{\"address\":\"127.0.0.1\",\"port\":8080,\"start_id\":\"one\"}")
			.json(201);
	}

	private Watch watch(Reader reader) {
		this.told.set(null);
		Watch watch = server.bean(Registry.class)
			.watch(new ServiceKey("default", this.service), null, (event, done) -> {
				this.told.set(event.cursor());
				done.run();
			}, reader);
		await().until(() -> this.told.get() != null);
		return watch;
	}

	private void acknowledge(Watch watch) {
		Cursor cursor = cursor();
		await().until(() -> cursor.equals(this.told.get()));
		watch.acknowledge(cursor);
	}

	private static CompletableFuture<HttpResponse<String>> send(String method, String path, @Nullable String body) {
		HttpRequest request = HttpRequest.newBuilder(server.uri(path))
			.header("Content-Type", "application/json")
			.method(method,
					(body != null) ? HttpRequest.BodyPublishers.ofString(body) : HttpRequest.BodyPublishers.noBody())
			.build();
		return RunningServer.HTTP.sendAsync(request, HttpResponse.BodyHandlers.ofString());
	}

	private JsonNode list() {
		return listing().get("instances");
	}

	private Cursor cursor() {
		return Cursor.parse("cursor", listing().get("cursor").asString());
	}

	private JsonNode listing() {
		return client.send("GET", this.instances + "?health=all", null).json(200);
	}

}
