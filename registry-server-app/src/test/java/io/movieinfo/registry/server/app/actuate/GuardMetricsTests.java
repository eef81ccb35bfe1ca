package io.movieinfo.registry.server.app.actuate;

import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.List;

import io.movieinfo.registry.server.app.RunningServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The mass-expiry guard as Prometheus and people see it.
 */
class GuardMetricsTests {

	@Test
	void guardThatHoldsNothingIsAllZeros() {
		try (RunningServer server = RunningServer.start()) {
			await().untilAsserted(() -> assertThat(guard(server)).containsExactlyInAnyOrder(
					"service_discovery_guard_engaged{reason=\"start\"} 0.0",
					"service_discovery_guard_engaged{reason=\"service\"} 0.0",
					"service_discovery_guard_engaged{reason=\"registry\"} 0.0",
					"service_discovery_guard_engaged{reason=\"sessions\"} 0.0",
					"service_discovery_guard_held_instances 0.0", "service_discovery_guard_lost_instances 0.0",
					"service_discovery_guard_allowed_instances 3.0"));
		}
	}

	@Test
	void startHoldIsAReason() {
		try (RunningServer server = RunningServer.startFresh()) {
			assertThat(guard(server)).contains("service_discovery_guard_engaged{reason=\"start\"} 1.0");
		}
	}

	@Test
	@ExtendWith(OutputCaptureExtension.class)
	void whatItHoldsIsInMetricsAndInOneLineOfTheLog(CapturedOutput log) {
		try (RunningServer server = RunningServer.start("--registry.server.lease.ttl=60ms",
				"--registry.server.lease.heartbeat-interval=20ms", "--registry.server.probe.enabled=false",
				"--logging.level.io.movieinfo=info")) {
			for (int i = 1; i <= 4; i++) {
				put(server, "/v1/services/s/instances/i-" + i, "{\"address\":\"127.0.0.1\",\"port\":%d}".formatted(i));
			}
			await().atMost(Duration.ofMinutes(1)).untilAsserted(() -> {
				List<String> guard = guard(server);
				assertThat(guard).contains("service_discovery_guard_engaged{reason=\"service\"} 1.0",
						"service_discovery_guard_engaged{reason=\"registry\"} 0.0",
						"service_discovery_guard_allowed_instances 3.0");
				// fewer than half, if some ran out before the last had come
				double lost = value(guard, "service_discovery_guard_lost_instances");
				assertThat(lost).isBetween(1.0, 2.0);
				assertThat(value(guard, "service_discovery_guard_held_instances")).isEqualTo(4 - lost);
			});
			post(server, "/v1/guard/release", "{\"reason\":\"really gone\"}");
			await().atMost(Duration.ofMinutes(1))
				.untilAsserted(() -> assertThat(guard(server)).contains(
						"service_discovery_guard_engaged{reason=\"service\"} 0.0",
						"service_discovery_guard_held_instances 0.0", "service_discovery_guard_lost_instances 4.0"));
		}
		List<String> lines = log.getOut()
			.lines()
			.filter((line) -> line.contains("mass-expiry guard is") || line.contains("releases the mass-expiry guard"))
			.toList();
		assertThat(lines).hasSize(2);
		assertThat(lines.get(0)).contains("WARN", "engaged: more than ");
		assertThat(lines.get(1)).contains("INFO", "held -> released), because: really gone");
	}

	private static List<String> guard(RunningServer server) {
		return server.get("/actuator/prometheus")
			.body()
			.lines()
			.filter((line) -> line.startsWith("service_discovery_guard_"))
			.toList();
	}

	private static double value(List<String> metrics, String name) {
		return metrics.stream()
			.filter((line) -> line.startsWith(name + " "))
			.mapToDouble((line) -> Double.parseDouble(line.substring(name.length() + 1)))
			.findFirst()
			.orElseThrow();
	}

	private static void put(RunningServer server, String path, String body) {
		send(server, "PUT", path, body, 201);
	}

	private static void post(RunningServer server, String path, String body) {
		send(server, "POST", path, body, 200);
	}

	private static void send(RunningServer server, String method, String path, String body, int status) {
		HttpRequest request = HttpRequest.newBuilder(server.uri(path))
			.header("Content-Type", "application/json")
			.method(method, HttpRequest.BodyPublishers.ofString(body))
			.build();
		assertThat(server.send(request).statusCode()).isEqualTo(status);
	}

}
