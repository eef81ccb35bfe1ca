package io.movieinfo.registry.autoconfigure.http;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

import io.movieinfo.registry.autoconfigure.HashHeaders;
import io.movieinfo.registry.autoconfigure.HashingBalancer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.boot.http.client.ClientHttpRequestFactoryBuilder;
import org.springframework.boot.http.client.HttpClientSettings;
import org.springframework.boot.http.client.reactive.ClientHttpConnectorBuilder;
import org.springframework.web.client.RestClient;
import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The header that is a request's key, with the HTTP clients that Spring Boot supports.
 */
class HashKeyTests {

	private static final Duration LONG = Duration.ofSeconds(30);

	private static final String URI = "lb://user-service/a";

	private final HashingBalancer balancer = new HashingBalancer();

	private final List<SocketServer> servers = new ArrayList<>();

	private final LoadBalancing loadBalancing = new LoadBalancing(this.balancer, "default", 3, 20, Pauses.JITTERED,
			HashHeaders.ofAll("X-User"));

	@AfterEach
	void closeServers() {
		this.servers.forEach(SocketServer::close);
	}

	static Stream<Arguments> clients() {
		return FailoverTests.clients();
	}

	static Stream<Arguments> connectors() {
		return ReactiveFailoverTests.connectors();
	}

	@Test
	void usersOfTheseTestsAreAtHomeOnAllInstances() {
		assertThat(HashingBalancer.USERS.stream().map((user) -> HashingBalancer.home(user, 3)).distinct()).hasSize(3);
	}

	@ParameterizedTest
	@MethodSource("clients")
	void requestsOfTheSameKeyGoToTheSameInstance(ClientHttpRequestFactoryBuilder<?> client) {
		startServers();
		RestClient rest = rest(client);
		for (String user : HashingBalancer.USERS) {
			String home = String.valueOf(HashingBalancer.home(user, 3));
			assertThat(get(rest, user)).isEqualTo(home);
			assertThat(rest.post().uri(URI).header("x-user", user).body("payload").retrieve().body(String.class))
				.isEqualTo(home);
		}
	}

	@ParameterizedTest
	@MethodSource("connectors")
	void reactiveRequestsOfTheSameKeyGoToTheSameInstance(ClientHttpConnectorBuilder<?> connector) {
		startServers();
		WebClient web = web(connector);
		for (String user : HashingBalancer.USERS) {
			String home = String.valueOf(HashingBalancer.home(user, 3));
			assertThat(get(web, user)).isEqualTo(home);
			assertThat(web.post()
				.uri(URI)
				.header("x-user", user)
				.body(Flux.just("pay", "load"), String.class)
				.retrieve()
				.bodyToMono(String.class)
				.block(LONG)).isEqualTo(home);
		}
		assertThat(this.servers.stream().flatMap((server) -> server.requests.stream()))
			.filteredOn((request) -> request.startsWith("POST"))
			.hasSameSizeAs(HashingBalancer.USERS)
			.allSatisfy((request) -> assertThat(request).contains("x-user: ").endsWith("payload"));
	}

	@ParameterizedTest
	@MethodSource("clients")
	void requestsWithoutAKeyGoAnywhere(ClientHttpRequestFactoryBuilder<?> client) {
		startServers();
		RestClient rest = rest(client);
		assertThat(rest.get().uri(URI).retrieve().body(String.class)).isNotNull();
		assertThat(get(rest, "")).isNotNull();
		assertThat(this.balancer.keys()).containsExactly(HashingBalancer.NONE, HashingBalancer.NONE);
	}

	@ParameterizedTest
	@MethodSource("connectors")
	void reactiveRequestsWithoutAKeyGoAnywhere(ClientHttpConnectorBuilder<?> connector) {
		startServers();
		assertThat(web(connector).get().uri(URI).retrieve().bodyToMono(String.class).block(LONG)).isNotNull();
		assertThat(this.balancer.keys()).containsExactly(HashingBalancer.NONE);
	}

	@Test
	void failoverGoesToTheNextInstanceOfTheKey() {
		this.balancer.with(SocketServer.refusedPort());
		start("1");
		String user = userOf(0, 2);
		assertThat(get(rest(ClientHttpRequestFactoryBuilder.jdk()), user)).isEqualTo("1");
		assertThat(get(web(ClientHttpConnectorBuilder.jdk()), user)).isEqualTo("1");
		assertThat(this.balancer.keys()).hasSize(4).containsOnly(user);
	}

	@ParameterizedTest
	@MethodSource("connectors")
	void callerThatTouchesTheClientsOwnRequestHasAKeyToo(ClientHttpConnectorBuilder<?> connector) {
		startServers();
		String user = userOf(1, 3);
		List<Object> touched = Collections.synchronizedList(new ArrayList<>());
		assertThat(web(connector).post().uri(URI).header("X-User", user).cookie("a", "b").httpRequest((request) -> {
			request.getHeaders().add("X-Own", "1");
			touched.add(request.getNativeRequest());
		}).bodyValue("payload").retrieve().bodyToMono(String.class).block(LONG)).isEqualTo("1");
		assertThat(touched).hasSize(1);
		assertThat(this.servers.get(1).requests).singleElement()
			.asString()
			.containsOnlyOnce("x-own: 1")
			.endsWith("payload");
	}

	@ParameterizedTest
	@MethodSource("connectors")
	void whatTheCallerDoesBeforeTheRequestIsCommittedIsDone(ClientHttpConnectorBuilder<?> connector) {
		startServers();
		assertThat(web(connector).get()
			.uri(URI)
			.header("X-User", userOf(2, 3))
			.httpRequest((request) -> request.beforeCommit(() -> {
				request.getHeaders().add("X-Late", "1");
				return Mono.empty();
			}))
			.retrieve()
			.bodyToMono(String.class)
			.block(LONG)).isEqualTo("2");
		assertThat(this.servers.get(2).requests).singleElement().asString().containsOnlyOnce("x-late: 1");
	}

	private static String userOf(int home, int instances) {
		return HashingBalancer.USERS.stream()
			.filter((user) -> HashingBalancer.home(user, instances) == home)
			.findFirst()
			.orElseThrow();
	}

	private void startServers() {
		start("0");
		start("1");
		start("2");
	}

	private void start(String answer) {
		SocketServer server = SocketServer.answering(200, answer);
		this.servers.add(server);
		this.balancer.with(server.port());
	}

	private static @Nullable String get(RestClient rest, String user) {
		return rest.get().uri(URI).header("X-User", user).retrieve().body(String.class);
	}

	private static @Nullable String get(WebClient web, String user) {
		return web.get().uri(URI).header("X-User", user).retrieve().bodyToMono(String.class).block(LONG);
	}

	private RestClient rest(ClientHttpRequestFactoryBuilder<?> client) {
		return RestClient.builder()
			.requestFactory(new LoadBalancedRequestFactoryBuilder(client, () -> this.loadBalancing)
				.build(HttpClientSettings.defaults()))
			.build();
	}

	private WebClient web(ClientHttpConnectorBuilder<?> connector) {
		return WebClient.builder()
			.clientConnector(new LoadBalancedConnectorBuilder(connector, () -> this.loadBalancing)
				.build(HttpClientSettings.defaults()))
			.build();
	}

}
