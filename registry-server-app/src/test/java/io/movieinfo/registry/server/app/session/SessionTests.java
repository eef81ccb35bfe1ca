package io.movieinfo.registry.server.app.session;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

import io.movieinfo.registry.server.app.RunningServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class SessionTests {

	private static RunningServer server;

	@BeforeAll
	static void start() {
		server = RunningServer.startCalm();
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@Test
	void helloIsAnsweredWithWhatTheClientNeedsToKnow() {
		try (RunningServer asDelivered = RunningServer.start(); RawClient client = RawClient.connect(asDelivered)) {
			JsonNode welcome = client.send(RawClient.HELLO).expect("welcome");
			assertThat(welcome.get("re").asInt()).isEqualTo(1);
			assertThat(welcome.get("ttl").asInt()).isEqualTo(9000);
			assertThat(welcome.get("interval").asInt()).isEqualTo(3000);
			assertThat(welcome.get("epoch").asString()).isNotBlank();
		}
	}

	@Test
	void watchGetsTheSnapshotAndThenTheChange() {
		try (RawClient provider = RawClient.greeted(server); RawClient consumer = RawClient.greeted(server)) {
			provider.send(register(2, "default", "watched", "w-1", "s-1")).expect("registered");
			JsonNode snapshot = consumer.send(watch(7, "watched")).expect("snapshot");
			assertThat(snapshot.get("watch").asInt()).isEqualTo(7);
			assertThat(snapshot.get("last").asBoolean()).isTrue();
			assertThat(snapshot.get("complete").asBoolean()).isTrue();
			assertThat(snapshot.get("instances").get(0).get("id").asString()).isEqualTo("w-1");

			JsonNode registered = provider.send(register(3, "default", "watched", "w-2", "s-1")).expect("registered");
			JsonNode delta = consumer.expect("delta");
			assertThat(delta.get("watch").asInt()).isEqualTo(7);
			assertThat(delta.get("cursor")).isEqualTo(registered.get("cursor"));
			assertThat(delta.get("instances")).hasSize(1);
			assertThat(delta.get("instances").get(0).get("id").asString()).isEqualTo("w-2");
		}
	}

	@Test
	void watchWithACursorGetsOnlyWhatIsNew() {
		try (RawClient client = RawClient.greeted(server)) {
			String cursor = client.send(register(2, "default", "cursor", "c-1", "s-1"))
				.expect("registered")
				.get("cursor")
				.asString();
			client.send(register(3, "default", "cursor", "c-2", "s-1")).expect("registered");
			JsonNode delta = client.send("""
					{"type":"watch","seq":4,"service":"cursor","cursor":"%s"}""".formatted(cursor)).expect("delta");
			assertThat(delta.get("instances")).hasSize(1);
			assertThat(delta.get("instances").get(0).get("id").asString()).isEqualTo("c-2");
		}
	}

	@Test
	void nothingIsPushedAfterUnwatch() {
		try (RawClient client = RawClient.greeted(server)) {
			client.send(watch(2, "unwatched")).expect("snapshot");
			client.send("""
					{"type":"unwatch","seq":3,"watch":2}""").expect("done");
			client.send(register(4, "default", "unwatched", "u-1", "s-1")).expect("registered");
			client.send(heartbeat(5)).expect("alive");
			assertThat(client.hasMore()).isFalse();
		}
	}

	@Test
	void namespacesDoNotSeeEachOther() {
		try (RawClient client = RawClient.connect(server)) {
			client.send(RawClient.HELLO.replace("\"default\"", "\"staging\"")).expect("welcome");
			client.send(register(2, "staging", "apart", "a-1", "s-1")).expect("registered");
			assertThat(client.send(watch(3, "apart")).expect("snapshot").get("instances")).hasSize(1);
			JsonNode other = client.send("""
					{"type":"watch","seq":4,"namespace":"default","service":"apart"}""").expect("snapshot");
			assertThat(other.get("instances")).isEmpty();
			assertThat(other.get("known").asBoolean()).isFalse();
			assertThat(server.get("/v1/services/apart/instances?namespace=staging").statusCode()).isEqualTo(200);
			assertThat(server.get("/v1/services/apart/instances").statusCode()).isEqualTo(404);
		}
	}

	@Test
	void heartbeatReportsHealth() {
		try (RawClient client = RawClient.greeted(server)) {
			client.send(register(2, "default", "ill", "i-1", "s-1")).expect("registered");
			client.send("""
					{"type":"heartbeat","seq":3,"health":[\
					{"name":"ill","id":"i-1","health":"unhealthy","cause":"reported"}]}""").expect("alive");
			assertThat(server.get("/v1/services/ill/instances").body()).contains("\"instances\":[]");
			assertThat(server.get("/v1/services/ill/instances?health=all").body())
				.contains("\"health\":\"unhealthy\",\"cause\":\"reported\"");
		}
	}

	@Test
	void everyHeartbeatOfAClientThatDoesNotWaitIsAnsweredAndTheLastWordCounts() {
		try (RawClient client = RawClient.greeted(server)) {
			client.send(register(2, "default", "hasty", "h-1", "s-1")).expect("registered");
			for (int seq = 3; seq < 203; seq++) {
				client.send("""
						{"type":"heartbeat","seq":%d,"health":[{"name":"hasty","id":"h-1","health":"%s"}]}"""
					.formatted(seq, (seq % 2 == 0) ? "unhealthy" : "healthy"));
			}
			for (int seq = 3; seq < 203; seq++) {
				assertThat(client.expect("alive").get("re").asInt()).isEqualTo(seq);
			}
			JsonNode snapshot = client.send(watch(300, "hasty")).expect("snapshot");
			assertThat(snapshot.get("instances").get(0).get("health").asString()).isEqualTo("unhealthy");
		}
	}

	@Test
	void watchesBeyondTheLimitAreRefused() {
		try (RawClient client = RawClient.greeted(server)) {
			for (int seq = 2; seq < SessionWatches.MAX + 2; seq++) {
				client.send(watch(seq, "limit-" + seq)).expect("snapshot");
			}
			JsonNode error = client.send(watch(1_000_000, "limit")).expect("error");
			assertThat(error.get("field").asString()).isEqualTo("watch");
			assertThat(error.get("expected").asString()).contains("at most 10000");
			client.send("{\"type\":\"unwatch\",\"seq\":1000001,\"watch\":2}").expect("done");
			client.send(watch(1_000_002, "limit")).expect("snapshot");
		}
	}

	@Test
	void heartbeatNamesWhatTheServerDoesNotHoldAnyMoreOnce() {
		try (RawClient client = RawClient.greeted(server); RawClient other = RawClient.greeted(server)) {
			client.send(register(2, "default", "lost", "l-1", "s-1")).expect("registered");
			other.send(deregister(2, "lost", "l-1", "s-1")).expect("done");
			JsonNode error = client.send(heartbeat(3)).expect("error");
			assertThat(error.get("code").asString()).isEqualTo("register_again");
			assertThat(error.get("re").asInt()).isEqualTo(3);
			assertThat(error.get("id").asString()).isEqualTo("l-1");
			client.expect("alive");
			client.send(heartbeat(4)).expect("alive");
		}
	}

	@Test
	void predecessorIsSupersededAndChangesNothing() {
		try (RawClient first = RawClient.greeted(server); RawClient second = RawClient.greeted(server)) {
			long before = first.send(register(2, "default", "taken", "t-1", "s-1"))
				.expect("registered")
				.get("incarnation")
				.asLong();
			JsonNode taken = second.send(register(2, "default", "taken", "t-1", "s-2")).expect("registered");
			assertThat(taken.get("incarnation").asLong()).isGreaterThan(before);
			String state = server.state("default", "taken");

			assertThat(first.send(heartbeat(3)).expect("error").get("code").asString()).isEqualTo("superseded");
			first.expect("alive");
			assertThat(first.send(deregister(4, "taken", "t-1", "s-1")).expect("error").get("code").asString())
				.isEqualTo("superseded");
			assertThat(server.state("default", "taken")).isEqualTo(state);
		}
	}

	@Test
	void registrationOutlivesItsSession() {
		Sessions sessions = server.bean(Sessions.class);
		await().until(() -> sessions.count() == 0);
		try (RawClient client = RawClient.greeted(server)) {
			client.send(register(2, "default", "outlives", "o-1", "s-1")).expect("registered");
			String state = server.state("default", "outlives");
			assertThat(sessions.count()).isEqualTo(1);
			client.abort();
			await().until(() -> sessions.count() == 0);
			assertThat(server.state("default", "outlives")).isEqualTo(state).contains("\"o-1\"");
		}
	}

	@Test
	void messageMayComeInPartsAndInEitherKindOfFrame() {
		try (RawClient client = RawClient.connect(server)) {
			client.sendPart(RawClient.HELLO.substring(0, 20), false)
				.sendPart(RawClient.HELLO.substring(20), true)
				.expect("welcome");
			client.sendBinary(heartbeat(2).getBytes(StandardCharsets.UTF_8)).expect("alive");
			String meta = "é".repeat(1024);
			client.send("""
					{"type":"register","seq":3,"start_id":"s","instance":{"name":"long","id":"l","address":"127.0.0.1",\
					"port":80,"meta":{"a":"%1$s","b":"%1$s","c":"%1$s","d":"%1$s"}}}""".formatted(meta))
				.expect("registered");
			assertThat(server.get("/v1/services/long/instances").body()).contains("\"d\":\"" + meta + "\"");
		}
	}

	@Test
	void largeServiceComesInPartsThatShareACursor() {
		try (RawClient client = RawClient.greeted(server)) {
			String meta = "m".repeat(1000);
			for (int i = 0; i < 100; i++) {
				client.send("""
						{"type":"register","seq":%1$d,"start_id":"s","instance":{"name":"large","id":"i-%1$d",\
						"address":"127.0.0.1","port":80,"meta":{"a":"%2$s"}}}""".formatted(i, meta));
			}
			for (int i = 0; i < 100; i++) {
				client.expect("registered");
			}
			client.send(watch(200, "large"));
			JsonNode part = client.expect("snapshot");
			int parts = 1;
			int instances = part.get("instances").size();
			String cursor = part.get("cursor").asString();
			while (!part.get("last").asBoolean()) {
				part = client.expect("snapshot");
				parts++;
				instances += part.get("instances").size();
				assertThat(part.get("cursor").asString()).isEqualTo(cursor);
			}
			assertThat(parts).isGreaterThan(1);
			assertThat(instances).isEqualTo(100);
		}
	}

	@Test
	void restartComesBackWithTheSameInstancesAndGrowingRevisions(@TempDir Path data) {
		String listed;
		String cursor;
		try (RunningServer first = RunningServer.startIn(data); RawClient client = RawClient.greeted(first)) {
			cursor = client.send(register(2, "default", "kept", "k-1", "s-1"))
				.expect("registered")
				.get("cursor")
				.asString();
			listed = first.get("/v1/services/kept/instances").body();
		}
		try (RunningServer second = RunningServer.startIn(data); RawClient client = RawClient.greeted(second)) {
			assertThat(second.get("/v1/services/kept/instances").body()).isEqualTo(listed);
			JsonNode again = client.send(register(2, "default", "kept", "k-1", "s-1")).expect("registered");
			assertThat(again.get("cursor").asString()).isEqualTo(cursor);
			String next = client.send(register(3, "default", "kept", "k-2", "s-1"))
				.expect("registered")
				.get("cursor")
				.asString();
			assertThat(epoch(next)).isEqualTo(epoch(cursor));
			assertThat(revision(next)).isGreaterThan(revision(cursor));
		}
	}

	@Test
	void stoppingServerSaysThatItIsGoingAway() throws Exception {
		RawClient client;
		try (RunningServer stopping = RunningServer.start()) {
			client = RawClient.greeted(stopping);
		}
		assertThat(client.closed().get(10, TimeUnit.SECONDS)).isEqualTo("1001 the server is stopping");
	}

	@Test
	void silentClientIsClosedWithAReason() throws Exception {
		try (RunningServer impatient = RunningServer.start("--registry.server.lease.heartbeat-interval=50ms");
				RawClient client = RawClient.connect(impatient)) {
			assertThat(client.closed().get(10, TimeUnit.SECONDS)).startsWith("1008 nothing was heard for");
		}
	}

	static String register(int seq, String namespace, String service, String id, String startId) {
		return """
				{"type":"register","seq":%d,"start_id":"%s","instance":{"namespace":"%s","name":"%s","id":"%s",\
				"address":"127.0.0.1","port":8080}}""".formatted(seq, startId, namespace, service, id);
	}

	static String deregister(int seq, String service, String id, String startId) {
		return """
				{"type":"deregister","seq":%d,"name":"%s","id":"%s","start_id":"%s"}""".formatted(seq, service, id,
				startId);
	}

	static String watch(int seq, String service) {
		return """
				{"type":"watch","seq":%d,"service":"%s"}""".formatted(seq, service);
	}

	static String heartbeat(int seq) {
		return """
				{"type":"heartbeat","seq":%d,"health":[]}""".formatted(seq);
	}

	private static String epoch(String cursor) {
		return cursor.substring(0, cursor.lastIndexOf('.'));
	}

	private static long revision(String cursor) {
		return Long.parseLong(cursor.substring(cursor.lastIndexOf('.') + 1));
	}

}
