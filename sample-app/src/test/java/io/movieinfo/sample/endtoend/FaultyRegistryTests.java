package io.movieinfo.sample.endtoend;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

import io.movieinfo.registry.client.RegistryClient;
import io.movieinfo.registry.protocol.ServiceInstance;
import io.movieinfo.registry.protocol.ServiceKey;
import io.movieinfo.registry.test.Direction;
import io.movieinfo.registry.test.FaultProxy;
import io.movieinfo.sample.MovieInfoApplication;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * A whole application starts and stops while the registry behaves badly. Heartbeats are
 * so rare that it does not find out by them in time: its own limits have to do.
 */
class FaultyRegistryTests {

	/**
	 * Far above the limits of a stop, and below the 40 s after which unanswered
	 * heartbeats would end the wait.
	 */
	private static final Duration NOT_FOR_EVER = Duration.ofSeconds(30);

	private static final ServiceKey SERVICE = new ServiceKey("default", "movie-service");

	private static ServerProcess server;

	private final HttpClient http = HttpClient.newHttpClient();

	private FaultProxy proxy;

	private ListWatcher watcher;

	@BeforeAll
	static void startServer(@TempDir Path directory) throws IOException {
		server = new ServerProcess(directory);
		server.start("--registry.server.lease.heartbeat-interval=10s", "--registry.server.lease.ttl=25s");
	}

	@AfterAll
	static void stopServer() {
		server.close();
	}

	@BeforeEach
	void openNetwork() {
		this.proxy = FaultProxy.start(new InetSocketAddress(server.url().getHost(), server.url().getPort()));
		RegistryClient client = RegistryClient.builder()
			.serverUrls(List.of(server.url()))
			.application("onlooker")
			.build();
		client.start();
		this.watcher = new ListWatcher(client, SERVICE);
	}

	@AfterEach
	void closeNetwork() {
		this.proxy.heal();
		// the server finds out that whoever has stopped is gone
		within().until(() -> this.watcher.size() == 0);
		this.watcher.client().close();
		this.proxy.close();
	}

	static Stream<Arguments> faults() {
		return Stream.of(fault("black hole", FaultProxy::blackHole),
				fault("nothing arrives there", (proxy) -> proxy.blackHole(Direction.TO_TARGET)),
				fault("nothing comes back", (proxy) -> proxy.blackHole(Direction.TO_CLIENT)),
				fault("slower than any limit", (proxy) -> {
					proxy.throttle(Direction.TO_TARGET, 2);
					proxy.throttle(Direction.TO_CLIENT, 2);
				}), fault("reset at every word", (proxy) -> proxy.resetAfter(Direction.TO_TARGET, 0)),
				fault("refused", (proxy) -> {
					proxy.refuse();
					proxy.reset();
				}));
	}

	private static Arguments fault(String name, Consumer<FaultProxy> fault) {
		return Arguments.of(Named.of(name, fault));
	}

	@ParameterizedTest
	@MethodSource("faults")
	void stopTakesNoLongerThanItsLimits(Consumer<FaultProxy> fault) {
		ConfigurableApplicationContext application = start();
		within().until(() -> this.watcher.size() == 1);
		fault.accept(this.proxy);
		long before = System.nanoTime();
		application.close();
		assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(NOT_FOR_EVER);
	}

	@Test
	void stopOfAnApplicationThatServesGrpcTakesNoLongerEither() throws Exception {
		ConfigurableApplicationContext application = startRole("user", "--spring.application.name=" + SERVICE.name());
		within().until(() -> this.watcher.size() == 1);
		int port = Integer.parseInt(this.watcher.now().instances().get(0).meta().get("registry.grpc-port"));
		new Socket(InetAddress.getLoopbackAddress(), port).close();
		this.proxy.blackHole();
		long before = System.nanoTime();
		application.close();
		assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(NOT_FOR_EVER);
		assertThatExceptionOfType(ConnectException.class)
			.isThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), port).close());
	}

	@Test
	void stopThroughASlowNetworkIsStillADrain() {
		ConfigurableApplicationContext application = start("--registry.client.drain.timeout=1m",
				"--registry.client.instance.id=slow");
		within().until(() -> this.watcher.size() == 1);
		this.proxy.throttle(Direction.TO_TARGET, 1000);
		this.proxy.delay(Direction.TO_CLIENT, Duration.ofMillis(50));
		application.close();
		// whoever was not deregistered would stay listed
		within()
			.until(() -> this.watcher.now().allInstances().stream().map(ServiceInstance::id).noneMatch("slow"::equals));
	}

	@Test
	void startWithoutRegistryIsAStartLikeAnyOtherAndRegistersWhenItCan() throws Exception {
		this.proxy.refuse();
		try (ConfigurableApplicationContext application = start()) {
			assertThat(application.isRunning()).isTrue();
			String port = application.getEnvironment().getRequiredProperty("local.server.port");
			HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/movies/7")).build();
			assertThat(this.http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode()).isEqualTo(200);
			assertThat(this.watcher.size()).isZero();
			this.proxy.heal();
			within().until(() -> this.watcher.size() == 1);
			assertThat(this.watcher.now().instances().get(0).port()).isEqualTo(Integer.parseInt(port));
		}
	}

	private ConfigurableApplicationContext start(String... arguments) {
		return startRole("movie", arguments);
	}

	private ConfigurableApplicationContext startRole(String role, String... arguments) {
		String[] all = Stream
			.concat(Stream.of("--movieinfo.role=" + role, "--server.port=0",
					"--registry.client.discovery.cache.enabled=false",
					"--registry.client.server-urls=http://127.0.0.1:" + this.proxy.port()), Stream.of(arguments))
			.toArray(String[]::new);
		return MovieInfoApplication.create().run(all);
	}

	private static ConditionFactory within() {
		return Awaitility.await().atMost(Duration.ofMinutes(2));
	}

}
