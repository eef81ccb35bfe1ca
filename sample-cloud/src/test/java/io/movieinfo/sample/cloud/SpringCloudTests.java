package io.movieinfo.sample.cloud;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.movieinfo.registry.client.discovery.DiscoveryClient;
import io.movieinfo.registry.server.app.RegistryServerApplication;
import io.movieinfo.sample.cloud.gateway.GatewayApplication;
import io.movieinfo.sample.cloud.lookup.LookupApplication;
import io.movieinfo.sample.cloud.lookup.MovieLookup;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A Gateway, an OpenFeign client and a {@code @LoadBalanced} {@code RestClient} call
 * three instances all the time, while these are killed and restarted.
 */
class SpringCloudTests {

	private static final Logger logger = LoggerFactory.getLogger(SpringCloudTests.class);

	/**
	 * Less than the 35 s for which Spring Cloud's own balancer keeps a list: whoever
	 * balanced from that would be too late.
	 */
	private static final Duration SOON = Duration.ofMinutes(2);

	/** How RestClient and Feign say it. */
	private static final Pattern BROKEN_BODY = Pattern.compile("extracting response|EOF| reading ");

	private static final HttpClient http = HttpClient.newHttpClient();

	private static URI server;

	private static JavaProcess serverProcess;

	private static List<MovieProvider> providers;

	private static ConfigurableApplicationContext gateway;

	private static ConfigurableApplicationContext lookup;

	private List<Caller> callers;

	@BeforeAll
	static void startApplications(@TempDir Path directory) throws IOException {
		server = URI.create("http://127.0.0.1:" + freePort());
		serverProcess = JavaProcess.start(directory.resolve("server.log"), RegistryServerApplication.class.getName(),
				JavaProcess.CLIENT, "--server.port=" + server.getPort(),
				"--registry.server.data-dir=" + directory.resolve("data"),
				"--spring.config.location=optional:file:./none/");
		// before others are given ports of this machine
		serverProcess.await("answer of the server", () -> answers("/v1/services"));
		providers = List.of(MovieProvider.start(server, "movie-1", directory),
				MovieProvider.start(server, "movie-2", directory), MovieProvider.start(server, "movie-3", directory));
		gateway = GatewayApplication.create().run(arguments("--server.port=0", "--server.address=127.0.0.1"));
		lookup = LookupApplication.create().run(arguments());
		for (MovieProvider provider : providers) {
			provider.process().await("registration of " + provider.id(), () -> listed(provider));
		}
	}

	@AfterAll
	static void stopApplications() {
		Stream.<AutoCloseable>concat(Stream.of(gateway, lookup, serverProcess), providers.stream())
			.forEach(SpringCloudTests::close);
	}

	@BeforeEach
	void startCalling() {
		MovieLookup movies = lookup.getBean(MovieLookup.class);
		URI movie = URI.create("http://127.0.0.1:" + gateway.getEnvironment().getProperty("local.server.port"))
			.resolve("/movies/7");
		this.callers = List.of(Caller.start("gateway", () -> get(movie)),
				Caller.start("feign", () -> movies.withFeign(7)),
				Caller.start("restclient", () -> movies.withRestClient(7)));
	}

	@AfterEach
	void stopCalling() {
		this.callers.forEach(Caller::close);
	}

	@Test
	void callsReachAllInstancesAndApplicationsAreRegisteredOnce() throws Exception {
		awaitAnswersOfAll();
		assertThat(failures()).isEmpty();
		assertThat(get(server.resolve("/v1/services/cloud-gateway/instances")).split("\"id\":", -1)).hasSize(2);
		assertThat(get(server.resolve("/v1/services"))).doesNotContain("cloud-lookup");
	}

	@Test
	void killedInstanceIsCalledNoMore() throws IOException {
		awaitAnswersOfAll();
		MovieProvider killed = providers.get(0);
		long start = System.nanoTime();
		killed.process().kill();
		soon().pollInterval(Duration.ofMillis(1)).until(() -> !listed(killed));
		Duration gone = Duration.ofNanos(System.nanoTime() - start);
		List<Integer> failed = this.callers.stream().map((caller) -> caller.failures().size()).toList();
		awaitMoreCalls(100);
		logger.info("Gone from the callers' lists {} ms after kill -9; failed until then: {}", gone.toMillis(),
				failures());
		// one call of each may have been under way when the list changed
		for (int i = 0; i < this.callers.size(); i++) {
			assertThat(this.callers.get(i).failures()).hasSizeLessThanOrEqualTo(failed.get(i) + 1);
		}
		// what is not repeated by them is an answer that broke off in its body
		for (Caller retrying : this.callers.subList(1, 3)) {
			assertThat(retrying.failures()).as("retried elsewhere by " + retrying).hasSizeLessThanOrEqualTo(1);
			assertThat(retrying.failures()).allSatisfy((failure) -> assertThat(failure).containsPattern(BROKEN_BODY));
		}
		killed.startAgain();
		killed.process().await("return of " + killed.id(), () -> listed(killed));
		awaitAnswersOfAll();
	}

	@Test
	void rollingRestartFailsNoRequest() throws IOException {
		awaitAnswersOfAll();
		for (MovieProvider provider : providers) {
			provider.process().stop();
			awaitMoreCalls(20);
			provider.startAgain();
			provider.process().await("return of " + provider.id(), () -> listed(provider));
			awaitAnswersOfAll();
		}
		assertThat(failures()).isEmpty();
		logger.info("Answered during the rolling restart: {}", this.callers.stream().map(Caller::answers).toList());
	}

	private void awaitAnswersOfAll() {
		for (Caller caller : this.callers) {
			for (MovieProvider provider : providers) {
				int before = caller.answersOf(provider.id());
				soon().until(() -> caller.answersOf(provider.id()) > before);
			}
		}
	}

	private void awaitMoreCalls(int calls) {
		for (Caller caller : this.callers) {
			int before = caller.answers();
			soon().until(() -> caller.answers() >= before + calls);
		}
	}

	private List<String> failures() {
		return this.callers.stream().flatMap((caller) -> caller.failures().stream()).toList();
	}

	/**
	 * Whether both applications may call an instance.
	 */
	private static boolean listed(MovieProvider provider) {
		return Stream.of(gateway, lookup)
			.allMatch((application) -> application.getBean(DiscoveryClient.class)
				.getInstances("movie-service")
				.instances()
				.stream()
				.anyMatch((instance) -> instance.id().equals(provider.id())));
	}

	private static ConditionFactory soon() {
		return Awaitility.await().atMost(SOON);
	}

	private static String[] arguments(String... more) {
		return Stream
			.concat(Stream.of("--registry.client.server-urls=" + server,
					"--registry.client.discovery.cache.enabled=false"), Stream.of(more))
			.toArray(String[]::new);
	}

	private static boolean answers(String path) {
		try {
			get(server.resolve(path));
			return true;
		}
		catch (IOException ex) {
			return false;
		}
	}

	private static String get(URI uri) throws IOException {
		try {
			return http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString()).body();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IOException("interrupted", ex);
		}
	}

	private static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return socket.getLocalPort();
		}
	}

	private static void close(AutoCloseable closeable) {
		try {
			closeable.close();
		}
		catch (Exception ex) {
			logger.warn("Could not stop {}", closeable, ex);
		}
	}

}
