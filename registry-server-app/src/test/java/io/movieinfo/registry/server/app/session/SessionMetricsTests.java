package io.movieinfo.registry.server.app.session;

import java.time.Duration;

import io.movieinfo.registry.server.app.RunningServer;
import io.movieinfo.registry.server.app.Scrape;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What is counted of sessions.
 */
class SessionMetricsTests {

	private static final Duration LONG = Duration.ofMinutes(1);

	private RunningServer server;

	@BeforeEach
	void start() {
		// so that nobody falls silent
		this.server = RunningServer.start("--registry.server.lease.heartbeat-interval=60s",
				"--registry.server.lease.ttl=180s");
	}

	@AfterEach
	void stop() {
		this.server.close();
	}

	@Test
	void openSessionsAreCounted() {
		try (RawClient one = RawClient.greeted(this.server); RawClient two = RawClient.greeted(this.server)) {
			assertThat(value("sessions")).isEqualTo(2);
			one.abort();
			await().atMost(LONG).until(() -> value("sessions") == 1);
			two.abort();
			await().atMost(LONG).until(() -> value("sessions") == 0);
		}
	}

	@Test
	void watchIsADiscoveryQuery() {
		try (RawClient client = RawClient.greeted(this.server)) {
			client.send(SessionTests.watch(2, "nobody")).expect("snapshot");
			client.send(SessionTests.register(3, "default", "a", "a-1", "s-1")).expect("registered");
			client.send(SessionTests.watch(4, "a")).expect("snapshot");
			await().atMost(LONG).until(() -> value("requests_total{service_name=\"a\",status=\"ok\"}") == 1);
			assertThat(value("requests_total{service_name=\"_unknown\",status=\"unknown\"}")).isEqualTo(1);
			client.send(SessionTests.deregister(5, "a", "a-1", "s-1"));
			client.expectAmongDeltas("done");
			client.send(SessionTests.watch(6, "a"));
			client.expectAmongDeltas("snapshot");
			await().atMost(LONG).until(() -> value("requests_total{service_name=\"a\",status=\"empty\"}") == 1);
			assertThat(value("requests_total{service_name=\"a\",status=\"ok\"}")).isEqualTo(1);
		}
	}

	@Test
	void pushesAndHowLongTheyTakeToBeAcknowledgedAreMeasured() {
		try (RawClient client = RawClient.greeted(this.server)) {
			client.send(SessionTests.watch(2, "a")).expect("snapshot");
			client.send(SessionTests.register(3, "default", "a", "a-1", "s-1"));
			client.expectAmongDeltas("registered");
			JsonNode delta = client.lastDelta();
			client.send("""
					{"type":"ack","watch":2,"cursor":"%s"}""".formatted(delta.get("cursor").asString()));
			await().atMost(LONG).until(() -> value("propagation_lag_seconds_count") == 1);
			assertThat(value("propagation_lag_seconds_bucket{le=\"+Inf\"}")).isEqualTo(1);
			assertThat(value("pushes_total{type=\"snapshot\"}")).isEqualTo(1);
			assertThat(value("pushes_total{type=\"delta\"}")).isEqualTo(1);
			assertThat(value("push_frames_total")).isEqualTo(2);
			assertThat(value("push_bytes_total")).isGreaterThan(delta.toString().length());
		}
	}

	@Test
	void drainsAreMeasuredByHowTheyEnd() {
		try (RawClient provider = RawClient.greeted(this.server); RawClient consumer = RawClient.greeted(this.server)) {
			provider.send(SessionTests.register(2, "default", "a", "a-1", "s-1")).expect("registered");
			provider.send(drain(3)).expect("drained");
			assertThat(value("drain_duration_seconds_count{outcome=\"acknowledged\"}")).isEqualTo(1);
			consumer.send(SessionTests.watch(2, "a")).expect("snapshot");
			provider.send(drain(4)).expect("drained");
			assertThat(value("drain_duration_seconds_count{outcome=\"limit\"}")).isEqualTo(1);
		}
	}

	private double value(String series) {
		return Scrape.of(this.server).value("service_discovery_" + series);
	}

	private static String drain(int seq) {
		return """
				{"type":"drain","seq":%d,"name":"a","id":"a-1","start_id":"s-1","limit":400}""".formatted(seq);
	}

}
