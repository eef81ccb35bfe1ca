package io.movieinfo.registry.server.app.session;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

import io.movieinfo.registry.protocol.InstanceContent;
import io.movieinfo.registry.server.Registry;
import jakarta.websocket.CloseReason.CloseCode;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * How much is sent to clients that take everything and say nothing.
 */
class ServiceWatchTests {

	/** What a client that stands still has been told: a snapshot, and what may follow. */
	private static final int FULL = 1 + ServiceWatch.MAX_ON_THE_WAY;

	private static final ObjectMapper JSON = new ObjectMapper();

	private final Registry registry = Registry.builder().build();

	// the registry tells watchers of a change in the order in which they began
	private final Client client = new Client();

	private final Client later = new Client();

	private int weight;

	@BeforeEach
	void start() {
		this.registry.start();
		this.client.begin();
		this.later.begin();
	}

	@AfterEach
	void stop() {
		this.client.session.close();
		this.later.session.close();
		this.registry.close();
	}

	@Test
	void clientThatNeverAcknowledgesIsToldEverything() {
		for (int i = 0; i < 3 * ServiceWatch.MAX_ON_THE_WAY; i++) {
			change();
		}
		assertThat(this.client.told).hasSameSizeAs(this.later.told);
	}

	@Test
	void clientThatKeepsAcknowledgingIsToldEverything() {
		for (int i = 0; i < 3 * ServiceWatch.MAX_ON_THE_WAY; i++) {
			this.client.acknowledge();
			change();
		}
		assertThat(this.client.told).hasSameSizeAs(this.later.told);
	}

	@Test
	void clientThatStandsStillIsToldTheLastStateAloneOnceItGoesOn() {
		standStill();
		this.client.acknowledge();
		awaitLastState();
		change();
		await().untilAsserted(() -> assertThat(this.client.told).hasSize(FULL + 2));
	}

	@Test
	void clientThatIsSlowGetsNoMoreThanItHasAcknowledged() {
		standStill();
		this.client.acknowledge(1);
		awaitLastState();
		change();
		change();
		assertThat(this.client.told).hasSize(FULL + 1);
		this.client.acknowledge(3);
		await().untilAsserted(() -> assertThat(this.client.told).hasSize(FULL + 2));
		change();
		await().untilAsserted(() -> assertThat(this.client.told).hasSize(FULL + 3));
	}

	@Test
	void clientThatGoesOnWithoutAcknowledgingIsToldTheLastStateWithEachHeartbeat() {
		standStill();
		this.client.say(SessionTests.heartbeat(3));
		awaitLastState();
		change();
		assertThat(this.client.told).hasSize(FULL + 1);
		this.client.say(SessionTests.heartbeat(4));
		await().untilAsserted(() -> assertThat(this.client.told).hasSize(FULL + 2));
	}

	@Test
	void endedWatchOfAClientThatStandsStillSaysNothingMore() {
		standStill();
		this.client.say("""
				{"type":"unwatch","seq":3,"watch":2}""");
		this.client.say(SessionTests.heartbeat(4));
		change();
		assertThat(this.client.told).hasSize(FULL);
	}

	/**
	 * Makes more changes than the client is told of.
	 */
	private void standStill() {
		this.client.acknowledge();
		for (int i = 0; i < 2 * ServiceWatch.MAX_ON_THE_WAY; i++) {
			change();
		}
		assertThat(this.client.told).hasSize(FULL);
	}

	/**
	 * Waits until a client that stood still is told one thing more.
	 */
	private void awaitLastState() {
		await().untilAsserted(() -> assertThat(this.client.told).hasSize(FULL + 1));
		assertThat(this.client.told.get(FULL).get("instances")).singleElement()
			.satisfies((instance) -> assertThat(instance.get("weight").asInt()).isEqualTo(this.weight));
	}

	/**
	 * Makes a change, and waits until all have been told who are to be told.
	 */
	private void change() {
		int before = this.later.told.size();
		this.weight++;
		this.registry.register(
				InstanceContent.builder("movies").id("m-1").address("127.0.0.1").port(8080).weight(this.weight).build(),
				"s-1", null, null)
			.toCompletableFuture()
			.join();
		await().pollInterval(Duration.ofMillis(1)).until(() -> this.later.told.size() == before + 1);
	}

	/**
	 * A client whose connection takes everything at once.
	 */
	private final class Client implements Connection {

		private final List<JsonNode> told = new CopyOnWriteArrayList<>();

		private final ClientSession session = new ClientSession(ServiceWatchTests.this.registry, System::nanoTime,
				new Outbox(this, System::nanoTime, (reason) -> {
				}), "10.0.0.1:1234", (reason) -> {
				});

		private void begin() {
			say(RawClient.HELLO);
			say(SessionTests.watch(2, "movies"));
			await().until(() -> !this.told.isEmpty());
		}

		private void say(String message) {
			this.session.received(message.getBytes(StandardCharsets.UTF_8));
		}

		/**
		 * Acknowledges what was told last.
		 */
		private void acknowledge() {
			acknowledge(this.told.size() - 1);
		}

		private void acknowledge(int number) {
			say("""
					{"type":"ack","watch":2,"cursor":"%s"}"""
				.formatted(this.told.get(number).get("cursor").asString()));
		}

		@Override
		public void send(ByteBuffer message, Consumer<@Nullable Throwable> sent) {
			JsonNode json = JSON.readTree(StandardCharsets.UTF_8.decode(message).toString());
			if (json.has("watch")) {
				this.told.add(json);
			}
			sent.accept(null);
		}

		@Override
		public void close(CloseCode code, String reason) {
			// nobody closes it
		}

		@Override
		public String remote() {
			return "test";
		}

	}

}
