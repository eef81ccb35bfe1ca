package io.movieinfo.registry.server.app.api;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;

import io.movieinfo.registry.protocol.InstanceContent;
import io.movieinfo.registry.server.Registry;
import io.movieinfo.registry.server.app.RunningServer;
import io.movieinfo.registry.server.app.api.EventReader.Event;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What operators are told over HTTP of what happens, and why.
 */
class JournalStreamTests {

	private static final String INSTANCE = "/v1/services/movies/instances/m-1";

	private final RunningServer server = RunningServer.start("--registry.server.lease.ttl=1h",
			"--registry.server.lease.heartbeat-interval=30m");

	private final ApiClient client = new ApiClient(this.server);

	@AfterEach
	void stop() {
		this.server.close();
	}

	@Test
	void whatHappensIsToldWithWhoAndWhyFirstWhatWasThenWhatComes() throws Exception {
		register("m-1");
		try (EventReader events = events("&service=movies&last=1")) {
			Event ready = events.next();
			assertThat(ready.name()).isEqualTo("ready");
			Event registered = events.next();
			assertThat(registered.name()).isEqualTo("registered");
			assertThat(registered.id()).isEqualTo(registered.data().get("number").asString());
			assertThat(Long.parseLong(registered.id())).isEqualTo(ready.data().get("number").asLong() + 1);
			assertThat(registered.data().propertyNames()).containsExactly("number", "at", "kind", "namespace",
					"service", "instance", "by", "text");
			this.client.send("PATCH", INSTANCE, "{\"weight\":10,\"reason\":\"slow disk\",\"by\":\"maria\"}").json(200);
			JsonNode overridden = events.next().data();
			assertThat(overridden.propertyNames()).containsExactly("number", "at", "kind", "namespace", "service",
					"instance", "by", "reason", "text");
			assertThat(overridden.get("kind").asString()).isEqualTo("overridden");
			assertThat(overridden.get("by").asString()).isEqualTo("maria");
			assertThat(overridden.get("reason").asString()).isEqualTo("slow disk");
			assertThat(overridden.get("text").asString())
				.isEqualTo("maria overrides movies/m-1 (no overrides -> weight 10), because: slow disk");
		}
	}

	@Test
	void readerThatComesBackMissesNothing() throws Exception {
		register("m-1");
		String seen;
		try (EventReader events = events("&last=1")) {
			events.next();
			seen = events.next().id();
		}
		register("m-2");
		register("m-3");
		try (EventReader events = events("&last=100", "Last-Event-ID", seen)) {
			Event ready = events.next();
			assertThat(ready.name()).isEqualTo("ready");
			assertThat(ready.id()).isEqualTo(seen);
			assertThat(events.next().data().get("instance").asString()).isEqualTo("m-2");
			assertThat(events.next().data().get("instance").asString()).isEqualTo("m-3");
		}
	}

	@Test
	void readerOfWhatIsNotKeptIsToldSo() throws Exception {
		register("m-1");
		try (EventReader events = events("", "Last-Event-ID", "1")) {
			assertThat(events.next().name()).isEqualTo("ready");
			Event missed = events.next();
			assertThat(missed.name()).isEqualTo("missed");
			assertThat(events.next().name()).isEqualTo("started");
		}
	}

	@Test
	void readerOfOneServiceIsToldOfItAndOfTheWholeRegistry() throws Exception {
		register("m-1");
		try (EventReader users = events("&service=users"); EventReader staging = events("&namespace=staging")) {
			for (EventReader events : List.of(users, staging)) {
				assertThat(events.next().name()).isEqualTo("ready");
				Event started = events.next();
				assertThat(started.name()).isEqualTo("started");
				assertThat(started.data().propertyNames()).containsExactly("number", "at", "kind", "text");
			}
		}
	}

	@Test
	void readerThatDoesNotReadHoldsNothingUpAndIsToldTheLastOfItAll() throws Exception {
		Registry registry = this.server.bean(Registry.class);
		try (EventReader slow = events("&last=0")) {
			assertThat(slow.next().name()).isEqualTo("ready");
			for (int i = 0; i < 3_000; i++) {
				registry.register(content("m-" + "x".repeat(200) + i % 10), "s-" + i, null, null);
			}
			registry.register(content("last"), "s", null, null).toCompletableFuture().join();
			Event event = slow.next();
			while (!event.data().path("instance").asString("").equals("last")) {
				long before = Long.parseLong(event.id());
				event = slow.next();
				assertThat(Long.parseLong(event.id())).isGreaterThan(before);
			}
		}
		HeldRequests held = this.server.bean(HeldRequests.class);
		await().until(() -> held.count() == 0);
	}

	@Test
	void operatorsStreamDelaysNoDrain() throws Exception {
		register("m-1");
		try (EventReader events = events("&service=movies")) {
			assertThat(events.next().name()).isEqualTo("ready");
			JsonNode drained = this.client.send("POST", INSTANCE + "/drain", "{\"reason\":\"test\",\"limit\":\"1m\"}")
				.json(200)
				.get("drained")
				.get(0);
			assertThat(drained.get("pending").asInt()).isZero();
		}
	}

	@Test
	void whatHasNoMeaningIsRefused() {
		assertThat(refused("?view=operator&observe=true", null)).isEqualTo("observe");
		assertThat(refused("?view=operator&after=x.1", null)).isEqualTo("after");
		assertThat(refused("?view=operator&last=1001", null)).isEqualTo("last");
		assertThat(refused("?view=operator&last=-1", null)).isEqualTo("last");
		assertThat(refused("?last=1", null)).isEqualTo("last");
		assertThat(refused("?view=all", null)).isEqualTo("view");
		assertThat(refused("?view=operator", "x7Kp2.42")).isEqualTo("Last-Event-ID");
	}

	private String refused(String query, @Nullable String last) {
		HttpRequest.Builder request = HttpRequest.newBuilder(this.server.uri("/v1/events" + query));
		if (last != null) {
			request.header("Last-Event-ID", last);
		}
		HttpResponse<String> response = this.server.send(request.build());
		assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
		return new ObjectMapper().readTree(response.body()).get("field").asString();
	}

	private EventReader events(String more, String... headers) throws IOException, InterruptedException {
		return EventReader.open(this.server, "?view=operator" + more, headers);
	}

	private void register(String id) {
		this.client.send("PUT", "/v1/services/movies/instances/" + id, "{\"address\":\"127.0.0.1\",\"port\":8080}")
			.json(201);
	}

	private static InstanceContent content(String id) {
		return InstanceContent.builder("movies").id(id).address("127.0.0.1").port(8080).build();
	}

}
