package io.movieinfo.registry.server.app.api;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

import io.movieinfo.registry.protocol.Health;
import io.movieinfo.registry.protocol.InstanceContent;
import io.movieinfo.registry.protocol.InstanceKey;
import io.movieinfo.registry.protocol.ServiceKey;
import io.movieinfo.registry.server.Registered;
import io.movieinfo.registry.server.Registry;
import io.movieinfo.registry.server.app.RunningServer;
import io.movieinfo.registry.server.app.api.EventReader.Event;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.ObjectMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class EventStreamTests {

	private static final ObjectMapper JSON = new ObjectMapper();

	private final RunningServer server = RunningServer.start("--registry.server.lease.ttl=1h",
			"--registry.server.lease.heartbeat-interval=30m");

	private final Registry registry = this.server.bean(Registry.class);

	// of whoever registers
	private final Map<String, String> startIds = new HashMap<>();

	@AfterEach
	void stop() {
		this.server.close();
	}

	@Test
	void everyChangeIsTold() throws Exception {
		try (EventReader events = events("")) {
			assertThat(events.next().name()).isEqualTo("ready");
			register("movies", "m-1", "s-1", null);
			register("movies", "m-1", "s-1", Health.UNHEALTHY);
			register("movies", "m-1", "s-2", null);
			get(this.registry.deregister(key("movies", "m-1"), "s-2"));
			Event registered = events.next();
			assertThat(registered.name()).isEqualTo("registered");
			assertThat(registered.data().get("namespace").asString()).isEqualTo("default");
			assertThat(registered.data().get("service").asString()).isEqualTo("movies");
			assertThat(registered.data().get("id").asString()).isEqualTo("m-1");
			assertThat(registered.data().get("cursor").asString()).isEqualTo(registered.id());
			assertThat(registered.data().get("instance").get("port").asInt()).isEqualTo(8080);
			assertThat(events.next().data().get("instance").get("cause").asString()).isEqualTo("reported");
			assertThat(events.next().name()).isEqualTo("replaced");
			Event deregistered = events.next();
			assertThat(deregistered.name()).isEqualTo("deregistered");
			assertThat(deregistered.data().has("instance")).isFalse();
			assertThat(JSON.readTree(this.server.get("/v1/services/movies/instances").body()).get("cursor").asString())
				.isEqualTo(deregistered.id());
		}
	}

	@Test
	void streamsMayBeAboutAServiceOrANamespace() throws Exception {
		try (EventReader movies = events("?service=Movies"); EventReader staging = events("?namespace=staging")) {
			assertThat(movies.next().name()).isEqualTo("ready");
			assertThat(staging.next().name()).isEqualTo("ready");
			register("users", "u-1", "s", null);
			register("movies", "m-1", "s", null);
			get(this.registry.register(InstanceContent.builder("movies")
				.namespace("staging")
				.id("m-9")
				.address("127.0.0.1")
				.port(1)
				.build(), "s", null, null));
			register("movies", "m-2", "s", null);
			assertThat(movies.next().data().get("id").asString()).isEqualTo("m-1");
			assertThat(movies.next().data().get("id").asString()).isEqualTo("m-2");
			assertThat(staging.next().data().get("id").asString()).isEqualTo("m-9");
		}
	}

	@Test
	void readerThatIsCutOffAgainAndAgainDuringAThousandChangesMissesNothing() throws Exception {
		Random random = new Random(7);
		Map<String, String> view = new HashMap<>();
		List<String> ids = new ArrayList<>();
		String last;
		try (EventReader events = events("")) {
			last = events.next().id();
		}
		CompletableFuture<Void> writing = CompletableFuture.runAsync(this::writeAThousand);
		for (int read = 0; read < 1_000;) {
			try (EventReader events = eventsAfter(last)) {
				Event ready = events.next();
				assertThat(ready.name()).isEqualTo("ready");
				assertThat(ready.id()).isEqualTo(last);
				for (int i = random.nextInt(150); i >= 0 && read < 1_000; i--) {
					Event event = events.next();
					assertThat(event.name()).isNotEqualTo("reset");
					apply(event, view);
					ids.add(event.id());
					last = event.id();
					read++;
				}
			}
		}
		writing.get(30, TimeUnit.SECONDS);
		assertThat(ids).doesNotHaveDuplicates().hasSize(1_000);
		assertThat(view).isEqualTo(listed());
	}

	@Test
	void readerThatHasMissedTooMuchIsToldToListAgain() throws Exception {
		String seen;
		try (EventReader events = events("")) {
			seen = events.next().id();
		}
		for (int i = 0; i < 10_001; i++) {
			this.registry.register(content("movies", "m-" + i % 10), "s-" + i, null, null);
		}
		get(this.registry.register(content("movies", "m-0"), "last", null, null));
		for (String after : List.of(seen, "other.17")) {
			try (EventReader events = eventsAfter(after)) {
				Event ready = events.next();
				// one that is cut off now has not seen the reset
				assertThat(ready.id()).isEqualTo(after);
				Event reset = events.next();
				assertThat(reset.name()).isEqualTo("reset");
				assertThat(reset.data().get("reason").asString()).isEqualTo(after.equals(seen) ? "history" : "epoch");
				assertThat(reset.data().get("cursor").asString()).isEqualTo(reset.id());
				String now = JSON.readTree(this.server.get("/v1/services/movies/instances").body())
					.get("cursor")
					.asString();
				assertThat(reset.id()).isEqualTo(now);
				register("movies", "m-1", "after-" + after, null);
				assertThat(events.next().name()).isEqualTo("replaced");
			}
		}
	}

	@Test
	void headerCountsMoreThanTheQueryThatBeganTheStream() throws Exception {
		String before = cursor(register("movies", "m-1", "s", null));
		String seen = cursor(register("movies", "m-2", "s", null));
		register("movies", "m-3", "s", null);
		try (EventReader events = events("?after=" + before, "Last-Event-ID", seen)) {
			assertThat(events.next().id()).isEqualTo(seen);
			assertThat(events.next().data().get("id").asString()).isEqualTo("m-3");
		}
		try (EventReader events = events("?after=" + before)) {
			assertThat(events.next().id()).isEqualTo(before);
			assertThat(events.next().data().get("id").asString()).isEqualTo("m-2");
		}
	}

	@Test
	void readerThatDoesNotReadCostsNoThreadAndGetsEverything() throws Exception {
		try (EventReader slow = events("")) {
			assertThat(slow.next().name()).isEqualTo("ready");
			String filler = "x".repeat(1_000);
			int count = 9_000;
			for (int i = 0; i < count; i++) {
				this.registry.register(InstanceContent.builder("movies")
					.id("m-" + i % 50)
					.address("127.0.0.1")
					.port(8080)
					.meta(Map.of("n", String.valueOf(i), "filler", filler))
					.build(), "s", null, null);
			}
			get(this.registry.register(content("users", "last"), "s", null, null));
			// others are served meanwhile
			assertThat(this.server.get("/v1/services/users/instances").body()).contains("last");
			for (int i = 0; i < count; i++) {
				assertThat(slow.next().data().get("instance").get("meta").get("n").asString())
					.isEqualTo(String.valueOf(i));
			}
			assertThat(slow.next().data().get("id").asString()).isEqualTo("last");
		}
		HeldRequests held = this.server.bean(HeldRequests.class);
		await().until(() -> held.count() == 0);
	}

	private void writeAThousand() {
		Random random = new Random(3);
		for (int change = 0; change < 1_000;) {
			String id = "m-" + random.nextInt(20);
			if (random.nextInt(3) > 0) {
				register("movies", id, "s-" + change, null);
				change++;
			}
			else if (this.registry.snapshot(new ServiceKey("default", "movies"))
				.instances()
				.stream()
				.anyMatch((instance) -> instance.id().equals(id))) {
				get(this.registry.deregister(key("movies", id), this.startIds.get(id)));
				change++;
			}
		}
	}

	private Map<String, String> listed() {
		Map<String, String> listed = new HashMap<>();
		JSON.readTree(this.server.get("/v1/services/movies/instances?health=all").body())
			.get("instances")
			.forEach((instance) -> listed.put(instance.get("id").asString(), instance.toString()));
		return listed;
	}

	private Registered register(String service, String id, String startId, @Nullable Health health) {
		this.startIds.put(id, startId);
		return get(this.registry.register(content(service, id), startId, health, null));
	}

	private static String cursor(Registered registered) {
		return registered.cursor().toString();
	}

	private static InstanceContent content(String service, String id) {
		return InstanceContent.builder(service).id(id).address("127.0.0.1").port(8080).build();
	}

	private static InstanceKey key(String service, String id) {
		return new InstanceKey(new ServiceKey("default", service), id);
	}

	private EventReader eventsAfter(String last) throws IOException, InterruptedException {
		return events("", "Last-Event-ID", last);
	}

	private EventReader events(String query, String... headers) throws IOException, InterruptedException {
		return EventReader.open(this.server, query, headers);
	}

	private static <T> T get(CompletionStage<T> stage) {
		return stage.toCompletableFuture().join();
	}

	private static void apply(Event event, Map<String, String> view) {
		String instance = event.data().get("id").asString();
		if (event.data().has("instance")) {
			view.put(instance, event.data().get("instance").toString());
		}
		else {
			view.remove(instance);
		}
	}

}
