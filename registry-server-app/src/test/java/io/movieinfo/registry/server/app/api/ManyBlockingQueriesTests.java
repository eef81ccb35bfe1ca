package io.movieinfo.registry.server.app.api;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import io.movieinfo.registry.protocol.InstanceContent;
import io.movieinfo.registry.protocol.ServiceKey;
import io.movieinfo.registry.server.Registry;
import io.movieinfo.registry.server.app.RunningServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.ObjectMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A thousand queries that wait at once, on a server with ten threads for requests.
 */
class ManyBlockingQueriesTests {

	private static final int SERVICES = 100;

	private static final int EACH = 10;

	private final RunningServer server = RunningServer.start("--server.tomcat.threads.max=10",
			"--registry.server.lease.ttl=1h", "--registry.server.lease.heartbeat-interval=1s");

	private final Registry registry = this.server.bean(Registry.class);

	private final HeldRequests held = this.server.bean(HeldRequests.class);

	private final List<List<Socket>> waiting = new ArrayList<>();

	@AfterEach
	void stop() throws IOException {
		for (List<Socket> sockets : this.waiting) {
			for (Socket socket : sockets) {
				socket.close();
			}
		}
		this.server.close();
	}

	@Test
	void thoseOfAChangedServiceAreAnsweredAndNothingIsLeftBehind() throws Exception {
		IntStream.range(0, SERVICES).forEach((service) -> register(service, "first"));
		int threads = Thread.getAllStackTraces().size();

		for (int service = 0; service < SERVICES; service++) {
			this.waiting.add(ask(service, EACH));
		}
		await().until(() -> this.held.count() == SERVICES * EACH);
		assertThat(Thread.getAllStackTraces().size() - threads).as("more threads").isLessThan(20);

		register(17, "second");
		for (Socket socket : this.waiting.get(17)) {
			assertThat(answer(socket)).contains("HTTP/1.1 200", "\"id\":\"first\"", "\"id\":\"second\"");
		}
		assertThat(this.held.count()).isEqualTo((SERVICES - 1) * EACH);
		for (int service = 0; service < SERVICES; service++) {
			for (Socket socket : this.waiting.get(service)) {
				assertThat(socket.getInputStream().available()).isZero();
			}
		}

		// half of the others break, the rest are answered
		for (int service = 50; service < SERVICES; service++) {
			for (Socket socket : this.waiting.get(service)) {
				socket.close();
			}
		}
		await().until(() -> this.held.count() == (50 - 1) * EACH);
		for (int service = 0; service < 50; service++) {
			if (service != 17) {
				register(service, "second");
				for (Socket socket : this.waiting.get(service)) {
					assertThat(answer(socket)).contains("\"id\":\"second\"");
				}
			}
		}
		await().until(() -> this.held.count() == 0);
		// but the look for broken connections
		await().until(() -> this.held.waiting() <= 1);
		await().until(() -> IntStream.range(0, SERVICES).allMatch((service) -> watchers(service) == 0));
		assertThat(Thread.getAllStackTraces().size() - threads).isLessThan(20);
	}

	private int watchers(int service) {
		return this.registry.operations().watchers(key(service)).toCompletableFuture().join().size();
	}

	private List<Socket> ask(int service, int count) throws IOException {
		String cursor = new ObjectMapper()
			.readTree(this.server.get("/v1/services/service-%d/instances?health=all".formatted(service)).body())
			.get("cursor")
			.asString();
		String request = "GET /v1/services/service-%d/instances?health=all&wait=5m&after=%s HTTP/1.1\r\nHost: localhost\r\n\r\n"
			.formatted(service, cursor);
		List<Socket> sockets = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			Socket socket = new Socket(InetAddress.getLoopbackAddress(), this.server.port());
			socket.setSoTimeout(20_000);
			socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
			sockets.add(socket);
		}
		return sockets;
	}

	private static String answer(Socket socket) throws IOException {
		StringBuilder answer = new StringBuilder();
		byte[] buffer = new byte[8192];
		while (!answer.toString().endsWith("]}")) {
			int read = socket.getInputStream().read(buffer);
			assertThat(read).isPositive();
			answer.append(new String(buffer, 0, read, StandardCharsets.UTF_8));
		}
		return answer.toString();
	}

	private void register(int service, String id) {
		this.registry
			.register(InstanceContent.builder(key(service).name()).id(id).address("127.0.0.1").port(8080).build(), "s",
					null, null)
			.toCompletableFuture()
			.join();
	}

	private static ServiceKey key(int service) {
		return new ServiceKey("default", "service-" + service);
	}

}
