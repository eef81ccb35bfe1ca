package io.movieinfo.registry.server.app.session;

import java.util.concurrent.TimeUnit;

import io.movieinfo.registry.server.app.RunningServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Leaving through a session, and acknowledging that somebody leaves.
 */
class SessionDrainTests {

	/** So long that no test waits for it. */
	private static final int LONG = 300_000;

	private static RunningServer server;

	@BeforeAll
	static void start() {
		// so that nobody falls silent
		server = RunningServer.start("--registry.server.lease.heartbeat-interval=60s",
				"--registry.server.lease.ttl=180s");
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@Test
	void drainIsAnsweredOnceTheWatcherHasAcknowledgedIt() {
		try (RawClient provider = RawClient.greeted(server); RawClient consumer = RawClient.greeted(server)) {
			provider.send(SessionTests.register(2, "default", "leaving", "l-1", "s-1")).expect("registered");
			String first = consumer.send(SessionTests.watch(7, "leaving")).expect("snapshot").get("cursor").asString();
			consumer.send(ack(7, first));
			provider.send(drain(3, "leaving", "l-1", "s-1", LONG));
			JsonNode delta = consumer.expect("delta");
			assertThat(delta.get("instances").get(0).get("draining").asBoolean()).isTrue();
			// what acknowledges nothing of it
			consumer.send(ack(7, first)).send(ack(8, cursor(delta))).send(ack(7, "other.9999"));
			consumer.send(SessionTests.heartbeat(8)).expect("alive");
			provider.send(SessionTests.heartbeat(4)).expect("alive");
			assertThat(provider.hasMore()).isFalse();
			consumer.send(ack(7, cursor(delta)));
			JsonNode drained = provider.expect("drained");
			assertThat(drained.get("re").asInt()).isEqualTo(3);
			assertThat(drained.get("name").asString()).isEqualTo("leaving");
			assertThat(drained.get("id").asString()).isEqualTo("l-1");
			assertThat(drained.get("cursor").asString()).isEqualTo(cursor(delta));
			assertThat(drained.get("pending").asInt()).isZero();
			assertThat(consumer.hasMore()).isFalse();
			assertThat(server.get("/v1/services/leaving/instances").body()).contains("\"instances\":[]");
			provider.send(SessionTests.deregister(5, "leaving", "l-1", "s-1")).expect("done");
		}
	}

	@Test
	void drainIsAnsweredAtItsLimitWithHowManyAreMissing() {
		try (RawClient provider = RawClient.greeted(server); RawClient consumer = RawClient.greeted(server)) {
			provider.send(SessionTests.register(2, "default", "slow", "l-1", "s-1")).expect("registered");
			consumer.send(SessionTests.watch(7, "slow")).expect("snapshot");
			JsonNode drained = provider.send(drain(3, "slow", "l-1", "s-1", 100)).expect("drained");
			assertThat(drained.get("pending").asInt()).isEqualTo(1);
			drained = provider.send(drain(4, "slow", "l-1", "s-1", 0)).expect("drained");
			assertThat(drained.get("pending").asInt()).isEqualTo(1);
		}
	}

	@Test
	void requestsThatAreUnderWayAreWaitedFor() {
		try (RawClient provider = RawClient.greeted(server); RawClient consumer = RawClient.greeted(server)) {
			provider.send(SessionTests.register(2, "default", "busy", "l-1", "s-1")).expect("registered");
			consumer.send(SessionTests.watch(7, "busy")).expect("snapshot");
			provider.send(drain(3, "busy", "l-1", "s-1", 1000));
			String cursor = cursor(consumer.expect("delta"));
			consumer.send(ack(7, cursor).replace("}", ",\"under_way\":true}"));
			assertThat(provider.expect("drained").get("pending").asInt()).isEqualTo(1);
			provider.send(drain(4, "busy", "l-1", "s-1", LONG));
			consumer.send(ack(7, cursor));
			assertThat(provider.expect("drained").get("pending").asInt()).isZero();
		}
	}

	@Test
	void ownWatchesAreNotWaitedFor() {
		try (RawClient provider = RawClient.greeted(server)) {
			provider.send(SessionTests.register(2, "default", "own", "l-1", "s-1")).expect("registered");
			provider.send(SessionTests.watch(3, "own")).expect("snapshot");
			provider.send(drain(4, "own", "l-1", "s-1", LONG));
			assertThat(provider.expectAmongDeltas("drained").get("pending").asInt()).isZero();
		}
	}

	@Test
	void watchersThatEndTheirWatchOrTheirSessionAreNotWaitedForAnyLonger() {
		try (RawClient provider = RawClient.greeted(server);
				RawClient one = RawClient.greeted(server);
				RawClient two = RawClient.greeted(server)) {
			provider.send(SessionTests.register(2, "default", "ended", "l-1", "s-1")).expect("registered");
			one.send(SessionTests.watch(7, "ended")).expect("snapshot");
			two.send(SessionTests.watch(7, "ended")).expect("snapshot");
			provider.send(drain(3, "ended", "l-1", "s-1", LONG));
			one.expect("delta");
			two.expect("delta");
			one.send("{\"type\":\"unwatch\",\"seq\":8,\"watch\":7}").expect("done");
			two.abort();
			assertThat(provider.expect("drained").get("pending").asInt()).isZero();
		}
	}

	@Test
	void drainOfAnotherNamespaceIsMeantIfItIsNamed() {
		try (RawClient provider = RawClient.greeted(server)) {
			provider.send(SessionTests.register(2, "staging", "elsewhere", "l-1", "s-1")).expect("registered");
			JsonNode error = provider.send(drain(3, "elsewhere", "l-1", "s-1", 0)).expect("error");
			assertThat(error.get("code").asString()).isEqualTo("register_again");
			assertThat(error.get("re").asInt()).isEqualTo(3);
			assertThat(error.get("id").asString()).isEqualTo("l-1");
			provider.send(drain(4, "elsewhere\",\"namespace\":\"staging", "l-1", "s-1", 0)).expect("drained");
		}
	}

	@Test
	void stoppingServerTellsClientsToGoElsewhereBeforeItCloses() throws Exception {
		RawClient client;
		try (RunningServer stopping = RunningServer.start()) {
			client = RawClient.greeted(stopping);
		}
		assertThat(client.expect("goaway").get("reason").asString()).isEqualTo("the server is stopping");
		assertThat(client.closed().get(10, TimeUnit.SECONDS)).isEqualTo("1001 the server is stopping");
	}

	private static String cursor(JsonNode message) {
		return message.get("cursor").asString();
	}

	private static String ack(int watch, String cursor) {
		return """
				{"type":"ack","watch":%d,"cursor":"%s"}""".formatted(watch, cursor);
	}

	private static String drain(int seq, String service, String id, String startId, int limit) {
		return """
				{"type":"drain","seq":%d,"name":"%s","id":"%s","start_id":"%s","limit":%d}""".formatted(seq, service,
				id, startId, limit);
	}

}
