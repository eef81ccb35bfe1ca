package io.movieinfo.registry.server.app.session;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;

import io.movieinfo.registry.protocol.InstanceKey;
import io.movieinfo.registry.protocol.ServiceKey;
import io.movieinfo.registry.server.Checked;
import io.movieinfo.registry.server.Registry;
import io.movieinfo.registry.server.app.RunningServer;
import io.movieinfo.registry.server.probe.Finding;
import io.movieinfo.registry.server.probe.Prober;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What the end of a session does to what it holds, over real sockets.
 */
class SessionLossTests {

	private static final String LISTED = "/v1/services/movies/instances?health=all";

	private final ServerSocket port;

	SessionLossTests() throws IOException {
		this.port = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
	}

	@AfterEach
	void closePort() throws IOException {
		this.port.close();
	}

	@Test
	void instanceWhoseSessionAndPortAreGoneIsFoundDead() throws IOException {
		try (RunningServer server = RunningServer.startCalm()) {
			RawClient client = register(server, "s-1");
			assertThat(check(server)).isEqualTo(Finding.CONNECTED);
			this.port.close();
			client.abort();
			// a lease that runs out has no part in it
			await().atMost(Duration.ofMinutes(1))
				.untilAsserted(
						() -> assertThat(server.get(LISTED).body()).contains("\"cause\":\"connection-refused\""));
		}
	}

	@Test
	void instanceWhosePortIsThereIsNotFoundDead() {
		try (RunningServer server = RunningServer.startCalm()) {
			register(server, "s-1").abort();
			await().until(() -> server.bean(Sessions.class).count() == 0);
			assertThat(check(server)).isEqualTo(Finding.CONNECTED);
			assertThat(server.get(LISTED).body()).contains("\"health\":\"healthy\"");
		}
	}

	@Test
	void endOfTheOldSessionChangesNothingOfWhatANewerOneRenewed() throws IOException {
		try (RunningServer server = RunningServer.startCalm()) {
			RawClient old = register(server, "s-1");
			assertThat(check(server)).isEqualTo(Finding.CONNECTED);
			RawClient newer = register(server, "s-1");
			this.port.close();
			old.abort();
			await().until(() -> server.bean(Sessions.class).count() == 1);
			newer.send("""
					{"type":"heartbeat","seq":3,"health":[]}""").expect("alive");
			assertThat(server.get(LISTED).body()).contains("\"health\":\"healthy\"");
			newer.close();
		}
	}

	@Test
	void serverThatStopsHoldsTheEndOfSessionsAgainstNobody(@TempDir Path data) throws IOException {
		try (RunningServer server = RunningServer.startIn(data, "--registry.server.lease.ttl=1h",
				"--registry.server.lease.heartbeat-interval=30m")) {
			register(server, "s-1");
			assertThat(check(server)).isEqualTo(Finding.CONNECTED);
			this.port.close();
		}
		try (RunningServer server = RunningServer.startIn(data, "--registry.server.probe.enabled=false")) {
			assertThat(server.bean(Prober.class)).isSameAs(Prober.OFF);
			assertThat(server.get(LISTED).body()).contains("\"health\":\"healthy\"");
		}
	}

	private RawClient register(RunningServer server, String startId) {
		RawClient client = RawClient.greeted(server);
		client
			.send("""
					{"type":"register","seq":2,"start_id":"%s","instance":{"namespace":"default","name":"movies","id":"m-1",\
					"address":"127.0.0.1","port":%d}}"""
				.formatted(startId, this.port.getLocalPort()))
			.expect("registered");
		return client;
	}

	private static Finding check(RunningServer server) {
		Checked checked = server.bean(Registry.class)
			.operations()
			.check(new InstanceKey(new ServiceKey("default", "movies"), "m-1"))
			.toCompletableFuture()
			.join();
		return checked.finding();
	}

}
