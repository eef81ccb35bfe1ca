package io.movieinfo.registry.autoconfigure.http;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Stream;

import io.movieinfo.registry.autoconfigure.FailureKind;
import io.movieinfo.registry.autoconfigure.HashHeaders;
import io.movieinfo.registry.balancer.NoInstanceException;
import io.movieinfo.registry.balancer.Outcome;
import io.movieinfo.registry.protocol.InstanceContent;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.ChannelOption;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.boot.http.client.HttpClientSettings;
import org.springframework.boot.http.client.reactive.ClientHttpConnectorBuilder;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.http.client.reactive.ClientHttpConnector;
import org.springframework.http.client.reactive.ClientHttpRequest;
import org.springframework.http.client.reactive.ClientHttpResponse;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.reactive.function.client.WebClientRequestException;
import org.springframework.web.reactive.function.client.WebClientResponseException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatRuntimeException;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Named.named;

/**
 * The same as {@link FailoverTests} for {@code WebClient}, with the connectors that
 * Spring Boot supports.
 */
class ReactiveFailoverTests {

	private static final Duration LONG = Duration.ofSeconds(30);

	private final FakeLoadBalancer loadBalancer = new FakeLoadBalancer();

	private final List<SocketServer> servers = new ArrayList<>();

	private final List<Integer> pauses = new CopyOnWriteArrayList<>();

	private Duration connectTimeout = LONG;

	private Duration readTimeout = LONG;

	private LoadBalancing loadBalancing = freshLoadBalancing();

	@AfterEach
	void closeServers() {
		this.servers.forEach(SocketServer::close);
	}

	static Stream<Arguments> connectors() {
		return Stream.of(Arguments.of(named("Reactor Netty", ClientHttpConnectorBuilder.reactor())),
				Arguments.of(named("Apache", ClientHttpConnectorBuilder.httpComponents())),
				Arguments.of(named("JDK", ClientHttpConnectorBuilder.jdk())),
				Arguments.of(named("Jetty", ClientHttpConnectorBuilder.jetty())));
	}

	static Stream<Arguments> connectorsThatConnectFirst() {
		return connectors().limit(3);
	}

	static Stream<Arguments> connectorsThatTellOfTls() {
		return connectors().limit(2);
	}

	@ParameterizedTest
	@MethodSource("connectors")
	void refusedConnectionGoesOnToTheNextInstanceForAnyMethod(ClientHttpConnectorBuilder<?> connector) {
		this.loadBalancer.with("127.0.0.1", SocketServer.refusedPort());
		SocketServer good = add(SocketServer.answering(200, "hello"));
		assertThat(post(connector, "payload")).isEqualTo("hello");
		assertThat(good.requests).singleElement().asString().startsWith("POST /a HTTP/1.1").endsWith("payload");
		assertThat(this.loadBalancer.picked).containsExactly("0", "1");
		assertThat(this.loadBalancer.outcomes()).containsExactly(Outcome.CONNECT_FAILURE, Outcome.SUCCESS);
		assertThat(this.pauses).isEmpty();
	}

	@ParameterizedTest
	@MethodSource("connectors")
	void unknownHostGoesOnToTheNextInstance(ClientHttpConnectorBuilder<?> connector) {
		this.loadBalancer.with("no-such-host.invalid", 80);
		add(SocketServer.answering(200, "hello"));
		assertThat(post(connector, "payload")).isEqualTo("hello");
		assertThat(this.loadBalancer.outcomes()).containsExactly(Outcome.CONNECT_FAILURE, Outcome.SUCCESS);
	}

	@ParameterizedTest
	@MethodSource("connectors")
	void connectTimeOutGoesOnToTheNextInstance(ClientHttpConnectorBuilder<?> connector) throws IOException {
		this.connectTimeout = Duration.ofSeconds(1);
		try (FullBacklog unanswered = new FullBacklog()) {
			this.loadBalancer.with("127.0.0.1", unanswered.port());
			add(SocketServer.answering(200, "hello"));
			assertThat(post(connector, "payload")).isEqualTo("hello");
			assertThat(this.loadBalancer.outcomes()).containsExactly(Outcome.CONNECT_FAILURE, Outcome.SUCCESS);
		}
	}

	@ParameterizedTest
	@MethodSource("connectorsThatTellOfTls")
	void failedTlsHandshakeGoesOnToTheNextInstanceForAnyMethod(ClientHttpConnectorBuilder<?> connector) {
		addSpeakingNoTls();
		add(SocketServer.answering(200, "hello"));
		assertThat(post(connector, "payload")).isEqualTo("hello");
		assertThat(this.loadBalancer.outcomes()).containsExactly(Outcome.CONNECT_FAILURE, Outcome.SUCCESS);
	}

	/**
	 * Jetty always, and the JDK's client now and then, names the connection that it has
	 * closed itself: no proof that nothing was sent.
	 */
	@ParameterizedTest
	@MethodSource("connectors")
	void failedTlsHandshakeGoesOnToTheNextInstanceForGet(ClientHttpConnectorBuilder<?> connector) {
		addSpeakingNoTls();
		add(SocketServer.answering(200, "hello"));
		assertThat(get(connector)).isEqualTo("hello");
		awaitOutcomes(2);
		assertThat(this.loadBalancer.outcomes()).first().isIn(Outcome.CONNECT_FAILURE, Outcome.FAILURE);
		assertThat(this.loadBalancer.outcomes()).last().isEqualTo(Outcome.SUCCESS);
	}

	@ParameterizedTest
	@MethodSource("connectors")
	void brokenConnectionGoesOnForEveryIdempotentMethod(ClientHttpConnectorBuilder<?> connector) {
		for (HttpMethod method : List.of(HttpMethod.GET, HttpMethod.PUT, HttpMethod.DELETE, HttpMethod.OPTIONS)) {
			this.loadBalancer.clear();
			add(SocketServer.closingBeforeStatusLine());
			SocketServer good = add(SocketServer.answering(200, "hello"));
			WebClient.RequestBodySpec request = web(connector).method(method)
				.uri("lb://user-service/a")
				.header("X-Own", "1");
			if (HttpMethod.PUT.equals(method)) {
				request.bodyValue("payload");
			}
			assertThat(request.retrieve().bodyToMono(String.class).block(LONG)).isEqualTo("hello");
			assertThat(this.loadBalancer.outcomes()).containsExactly(Outcome.FAILURE, Outcome.SUCCESS);
			assertThat(good.requests).singleElement()
				.asString()
				.startsWith(method + " /a HTTP/1.1")
				.contains("\nx-own: 1")
				.contains(HttpMethod.PUT.equals(method) ? "payload" : "");
		}
	}

	@ParameterizedTest
	@MethodSource("connectors")
	void brokenConnectionEndsPost(ClientHttpConnectorBuilder<?> connector) {
		for (SocketServer broken : List.of(SocketServer.closingBeforeStatusLine(), SocketServer.resetting())) {
			this.loadBalancer.clear();
			add(broken);
			SocketServer second = add(SocketServer.answering(200, "hello"));
			assertThatExceptionOfType(WebClientRequestException.class).isThrownBy(() -> post(connector, "payload"));
			assertThatExceptionOfType(WebClientRequestException.class).isThrownBy(
					() -> web(connector).post().uri("lb://user-service/a").retrieve().toBodilessEntity().block(LONG));
			assertThat(broken.requests).hasSize(2);
			assertThat(second.requests).isEmpty();
			assertThat(this.loadBalancer.outcomes()).containsExactly(Outcome.FAILURE, Outcome.FAILURE);
		}
	}

	@ParameterizedTest
	@MethodSource("connectors")
	void unansweredRequestGoesOnIfIdempotent(ClientHttpConnectorBuilder<?> connector) {
		this.readTimeout = Duration.ofSeconds(2);
		add(SocketServer.neverAnswering());
		SocketServer second = add(SocketServer.answering(200, "hello"));
		assertThatExceptionOfType(WebClientRequestException.class).isThrownBy(() -> post(connector, "payload"));
		assertThat(second.requests).isEmpty();
		assertThat(get(connector)).isEqualTo("hello");
		assertThat(this.loadBalancer.outcomes()).containsExactly(Outcome.FAILURE, Outcome.FAILURE, Outcome.SUCCESS);
	}

	@ParameterizedTest
	@MethodSource("connectors")
	void idempotencyKeyLetsPostGoOn(ClientHttpConnectorBuilder<?> connector) {
		add(SocketServer.closingBeforeStatusLine());
		add(SocketServer.answering(503, "busy"));
		SocketServer good = add(SocketServer.answering(200, "hello"));
		assertThat(web(connector).post()
			.uri("lb://user-service/a")
			.header("idempotency-key", "1")
			.bodyValue("payload")
			.retrieve()
			.bodyToMono(String.class)
			.block(LONG)).isEqualTo("hello");
		assertThat(good.requests).singleElement().asString().endsWith("payload");
		assertThat(this.pauses).containsExactly(1, 2);
	}

	@ParameterizedTest
	@MethodSource("connectors")
	void unavailableAnswerGoesOnToTheNextInstanceIfIdempotent(ClientHttpConnectorBuilder<?> connector) {
		for (int status : List.of(502, 503, 504)) {
			this.loadBalancer.clear();
			add(SocketServer.answering(status, "busy"));
			SocketServer good = add(SocketServer.answering(200, "hello"));
			assertThatExceptionOfType(WebClientResponseException.class).isThrownBy(() -> post(connector, "payload"))
				.satisfies((ex) -> assertThat(ex.getStatusCode().value()).isEqualTo(status))
				.satisfies((ex) -> assertThat(ex.getResponseBodyAsString()).isEqualTo("busy"));
			assertThat(good.requests).isEmpty();
			assertThat(get(connector)).isEqualTo("hello");
			awaitOutcomes(Outcome.FAILURE, Outcome.FAILURE, Outcome.SUCCESS);
		}
	}

	@ParameterizedTest
	@MethodSource("connectors")
	void lastAnswerIsWhatTheCallerGetsIfNoOtherInstanceAnswers(ClientHttpConnectorBuilder<?> connector) {
		add(SocketServer.answering(502, "first"));
		assertAnswer(connector, 502, "first");
		this.loadBalancer.with("127.0.0.1", SocketServer.refusedPort());
		assertAnswer(connector, 502, "first");
		add(SocketServer.answering(503, "last"));
		this.loadBalancing = freshLoadBalancing();
		assertAnswer(connector, 503, "last");
		assertThat(this.loadBalancer.picked).containsExactly("0", "0", "1", "0", "1", "2");
		awaitOutcomes(Outcome.FAILURE, Outcome.FAILURE, Outcome.CONNECT_FAILURE, Outcome.FAILURE,
				Outcome.CONNECT_FAILURE, Outcome.FAILURE);
	}

	@Test
	void apachesClientMakesNoRepeatsOfItsOwn() {
		SocketServer busy = add(SocketServer.answering(503, "busy"));
		assertAnswer(ClientHttpConnectorBuilder.httpComponents(), 503, "busy");
		assertThat(busy.requests).hasSize(1);
	}

	@ParameterizedTest
	@MethodSource("connectors")
	void serverErrorIsTheAnswer(ClientHttpConnectorBuilder<?> connector) {
		add(SocketServer.answering(500, "broken"));
		add(SocketServer.answering(200, "hello"));
		assertAnswer(connector, 500, "broken");
		assertThat(this.loadBalancer.picked).containsExactly("0");
		awaitOutcomes(Outcome.FAILURE);
	}

	@ParameterizedTest
	@MethodSource("connectors")
	void smallBodyIsReadFromItsSourceOnce(ClientHttpConnectorBuilder<?> connector) {
		add(SocketServer.closingBeforeStatusLine());
		SocketServer good = add(SocketServer.answering(200, "hello"));
		AtomicInteger subscriptions = new AtomicInteger();
		Flux<String> source = Flux.just("pay", "load").doOnSubscribe((ignored) -> subscriptions.incrementAndGet());
		assertThat(put(connector, source)).isEqualTo("hello");
		assertThat(good.requests).singleElement().asString().startsWith("PUT ").contains("payload");
		assertThat(subscriptions).hasValue(1);
	}

	@ParameterizedTest
	@MethodSource("connectors")
	void longBodyIsNotSentAgain(ClientHttpConnectorBuilder<?> connector) {
		add(SocketServer.answering(503, "busy"));
		SocketServer second = add(SocketServer.answering(200, "hello"));
		Flux<String> source = Flux.range(0, 65).map((i) -> "x".repeat(1024));
		assertThatExceptionOfType(WebClientResponseException.ServiceUnavailable.class)
			.isThrownBy(() -> put(connector, source));
		assertThat(second.requests).isEmpty();
	}

	@ParameterizedTest
	@MethodSource("connectorsThatConnectFirst")
	void longBodyIsSentWhenNothingWasSentBefore(ClientHttpConnectorBuilder<?> connector) {
		this.loadBalancer.with("127.0.0.1", SocketServer.refusedPort());
		add(SocketServer.answering(200, "hello"));
		AtomicInteger subscriptions = new AtomicInteger();
		Flux<String> source = Flux.range(0, 65)
			.map((i) -> "x".repeat(1024))
			.doOnSubscribe((ignored) -> subscriptions.incrementAndGet());
		assertThat(put(connector, source)).isEqualTo("hello");
		assertThat(subscriptions).hasValue(1);
	}

	@ParameterizedTest
	@MethodSource("connectors")
	void failingBodySaysNothingOfTheInstance(ClientHttpConnectorBuilder<?> connector) {
		add(SocketServer.answering(200, "hello"));
		add(SocketServer.answering(200, "hello"));
		Flux<String> source = Flux.concat(Flux.just("x"), Flux.error(new IllegalStateException("no more")));
		assertThatRuntimeException().isThrownBy(() -> put(connector, source));
		assertThat(this.loadBalancer.picked).containsExactly("0");
		awaitOutcomes(Outcome.CANCELLED);
	}

	@ParameterizedTest
	@MethodSource("connectors")
	void errorInTheAnswersBodyIsReportedOnce(ClientHttpConnectorBuilder<?> connector) {
		add(SocketServer.closingInBody());
		SocketServer second = add(SocketServer.answering(200, "hello"));
		assertThatRuntimeException().isThrownBy(() -> get(connector));
		assertThat(second.requests).isEmpty();
		awaitOutcomes(Outcome.FAILURE);
	}

	@ParameterizedTest
	@MethodSource("connectors")
	void cancelledRequestIsReportedOnce(ClientHttpConnectorBuilder<?> connector) {
		SocketServer silent = add(SocketServer.neverAnswering());
		add(SocketServer.answering(200, "hello"));
		Disposable request = web(connector).get()
			.uri("lb://user-service/a")
			.retrieve()
			.bodyToMono(String.class)
			.subscribe();
		await().until(() -> silent.requests.size() == 1);
		request.dispose();
		awaitOutcomes(Outcome.CANCELLED);
		assertThat(this.loadBalancer.picked).containsExactly("0");
	}

	@ParameterizedTest
	@MethodSource("connectors")
	void answerWhoseBodyIsNotWantedCountsAsAnswered(ClientHttpConnectorBuilder<?> connector) {
		add(SocketServer.answering(200, "hello"));
		ResponseEntity<Void> answer = web(connector).get()
			.uri("lb://user-service/a")
			.retrieve()
			.toBodilessEntity()
			.block(LONG);
		assertThat(answer).isNotNull();
		awaitOutcomes(Outcome.SUCCESS);
	}

	@ParameterizedTest
	@MethodSource("connectors")
	void redirectOfWhatMustNotBeProcessedTwiceIsTheAnswer(ClientHttpConnectorBuilder<?> connector) {
		SocketServer moved = add(SocketServer.redirecting(SocketServer.refusedPort()));
		SocketServer other = add(SocketServer.answering(200, "hello"));
		WebClient.RequestBodySpec request = web(connector).post().uri("lb://user-service/a");
		for (WebClient.RequestHeadersSpec<?> each : List.of(request, request.bodyValue("payload"))) {
			ResponseEntity<Void> answer = each.retrieve().toBodilessEntity().block(LONG);
			assertThat(answer).isNotNull()
				.extracting(ResponseEntity::getStatusCode)
				.isEqualTo(HttpStatus.TEMPORARY_REDIRECT);
		}
		assertThat(moved.requests).hasSize(2);
		assertThat(other.requests).isEmpty();
		awaitOutcomes(Outcome.SUCCESS, Outcome.SUCCESS);
	}

	@ParameterizedTest
	@MethodSource("connectors")
	void redirectOfGetIsFollowed(ClientHttpConnectorBuilder<?> connector) {
		try (SocketServer target = SocketServer.answering(200, "hello")) {
			add(SocketServer.redirecting(target.port()));
			assertThat(get(connector)).isEqualTo("hello");
			assertThat(target.requests).singleElement().asString().startsWith("GET /b");
		}
	}

	@Test
	void cancelledPauseReportsTheInstanceThatWasPicked() {
		LoadBalancing pausing = new LoadBalancing(this.loadBalancer, "default", 3, 20, (repeat) -> {
			this.pauses.add(repeat);
			return LONG;
		}, hashHeaders());
		add(SocketServer.answering(503, "busy"));
		SocketServer second = add(SocketServer.answering(200, "hello"));
		Disposable request = web(ClientHttpConnectorBuilder.jdk(), pausing).get()
			.uri("lb://user-service/a")
			.retrieve()
			.bodyToMono(String.class)
			.subscribe();
		await().until(() -> this.pauses.size() == 1);
		request.dispose();
		awaitOutcomes(Outcome.FAILURE, Outcome.CANCELLED);
		assertThat(second.requests).isEmpty();
	}

	@Test
	void bodyIsNeverRepeatedOntoWhatTheCallerSetOnTheClientsOwnRequest() {
		add(SocketServer.closingBeforeStatusLine());
		add(SocketServer.answering(200, "hello"));
		assertThatExceptionOfType(WebClientRequestException.class)
			.isThrownBy(() -> web(ClientHttpConnectorBuilder.jetty()).get()
				.uri("lb://user-service/a")
				.httpRequest((request) -> request.getNativeRequest())
				.retrieve()
				.bodyToMono(String.class)
				.block(LONG));
		assertThat(this.loadBalancer.picked).containsExactly("0");
	}

	@Test
	void outageIsNotMultiplied() {
		for (int i = 0; i < 3; i++) {
			this.loadBalancer.with("127.0.0.1", SocketServer.refusedPort());
		}
		WebClient web = web(ClientHttpConnectorBuilder.reactor());
		for (int i = 0; i < 50; i++) {
			assertThatExceptionOfType(WebClientRequestException.class)
				.isThrownBy(() -> web.post().uri("lb://user-service/a").retrieve().toBodilessEntity().block(LONG));
		}
		assertThat(this.loadBalancer.picked).hasSizeBetween(55, 60);
		assertThat(this.loadBalancer.reports).hasSameSizeAs(this.loadBalancer.picked);
	}

	@Test
	void buffersOfReactorNettyAreReleased() {
		UnpooledByteBufAllocator buffers = new UnpooledByteBufAllocator(false);
		ClientHttpConnectorBuilder<?> connector = ClientHttpConnectorBuilder.reactor()
			.withHttpClientCustomizer((client) -> client.option(ChannelOption.ALLOCATOR, buffers));
		add(SocketServer.closingBeforeStatusLine());
		add(SocketServer.answering(503, "busy"));
		add(SocketServer.answering(200, "hello"));
		for (int i = 0; i < 5; i++) {
			assertThat(web(connector, freshLoadBalancing()).put()
				.uri("lb://user-service/a")
				.bodyValue("x".repeat(10_000))
				.retrieve()
				.bodyToMono(String.class)
				.block(LONG)).isEqualTo("hello");
		}
		await().untilAsserted(() -> assertThat(buffers.metric().usedHeapMemory()).isZero());
		await().untilAsserted(() -> assertThat(buffers.metric().usedDirectMemory()).isZero());
	}

	@Test
	void firstPickNeverBlocksAnEventLoop() {
		add(SocketServer.answering(200, "hello"));
		List<String> threads = new CopyOnWriteArrayList<>();
		this.loadBalancer.onPick = () -> threads.add(Thread.currentThread().getName());
		WebClient web = web(ClientHttpConnectorBuilder.jdk());
		Mono<String> request = Mono.delay(Duration.ofNanos(1))
			.then(web.get().uri("lb://user-service/a").retrieve().bodyToMono(String.class));
		assertThat(request.block(LONG)).isEqualTo("hello");
		assertThat(request.block(LONG)).isEqualTo("hello");
		assertThat(threads).hasSize(2);
		assertThat(threads.get(0)).startsWith("boundedElastic");
		assertThat(threads.get(1)).startsWith("parallel");
	}

	@Test
	void noInstanceAtAllSaysWhy() {
		assertThatExceptionOfType(WebClientRequestException.class)
			.isThrownBy(() -> web(ClientHttpConnectorBuilder.jdk()).get()
				.uri("lb://movie-service/a")
				.retrieve()
				.toBodilessEntity()
				.block(LONG))
			.withMessageContaining("knows no service 'movie-service'")
			.havingRootCause()
			.isInstanceOf(NoInstanceException.class);
	}

	@Test
	void uriWithoutServiceIsAnError() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new LoadBalancedConnector(new RecordingConnector(), () -> this.loadBalancing)
				.connect(HttpMethod.GET, URI.create("lb:x"), (request) -> Mono.empty())
				.block(LONG))
			.withMessage("'lb:x' names no service, expected lb://<service>/<path>");
	}

	@Test
	void otherSchemesAreTheDelegatesVeryOwnCall() {
		RecordingConnector delegate = new RecordingConnector();
		LoadBalancedConnector connector = new LoadBalancedConnector(delegate, () -> {
			throw new AssertionError("not to be asked");
		});
		URI uri = URI.create("https://user-service/a");
		Function<ClientHttpRequest, Mono<Void>> callback = (request) -> Mono.empty();
		assertThat(connector.connect(HttpMethod.PATCH, uri, callback)).isSameAs(delegate.result);
		assertThat(delegate.arguments).satisfiesExactly((method) -> assertThat(method).isSameAs(HttpMethod.PATCH),
				(passed) -> assertThat(passed).isSameAs(uri), (passed) -> assertThat(passed).isSameAs(callback));
	}

	@Test
	void failuresOfReactiveClientsAreClassified() {
		assertThat(FailureKind.of(new IOException("Connection reset by peer"))).isEqualTo(FailureKind.BROKEN_OFF);
		assertThat(FailureKind.of(new CancellationException())).isEqualTo(FailureKind.GIVEN_UP);
		assertThat(FailureKind.of(new RuntimeException(new ConnectException()))).isEqualTo(FailureKind.NOTHING_SENT);
		assertThat(FailureKind.of(io.netty.handler.timeout.ReadTimeoutException.INSTANCE))
			.isEqualTo(FailureKind.TIMED_OUT);
		assertThat(FailureKind.of(new IllegalStateException("Connection reset"))).isEqualTo(FailureKind.OTHER);
	}

	private LoadBalancing freshLoadBalancing() {
		return new LoadBalancing(this.loadBalancer, "default", 3, 20, (repeat) -> {
			this.pauses.add(repeat);
			return Duration.ofNanos(1);
		}, hashHeaders());
	}

	/**
	 * Has the headers seen before an instance is picked, or not.
	 */
	HashHeaders hashHeaders() {
		return HashHeaders.NONE;
	}

	private SocketServer add(SocketServer server) {
		this.servers.add(server);
		this.loadBalancer.with("127.0.0.1", server.port());
		return server;
	}

	private void addSpeakingNoTls() {
		SocketServer plain = SocketServer.speakingNoTls();
		this.servers.add(plain);
		this.loadBalancer
			.with(InstanceContent.builder("user-service").address("127.0.0.1").port(plain.port()).secure(true));
	}

	private void awaitOutcomes(int number) {
		await().until(() -> this.loadBalancer.reports.size() == number);
	}

	private void awaitOutcomes(Outcome... outcomes) {
		await().untilAsserted(() -> assertThat(this.loadBalancer.outcomes()).containsExactly(outcomes));
	}

	private void assertAnswer(ClientHttpConnectorBuilder<?> connector, int status, String body) {
		assertThatExceptionOfType(WebClientResponseException.class).isThrownBy(() -> get(connector))
			.satisfies((ex) -> assertThat(ex.getStatusCode().value()).isEqualTo(status))
			.satisfies((ex) -> assertThat(ex.getResponseBodyAsString()).isEqualTo(body));
	}

	private @Nullable String get(ClientHttpConnectorBuilder<?> connector) {
		return web(connector).get().uri("lb://user-service/a").retrieve().bodyToMono(String.class).block(LONG);
	}

	private @Nullable String post(ClientHttpConnectorBuilder<?> connector, String body) {
		return web(connector).post()
			.uri("lb://user-service/a")
			.bodyValue(body)
			.retrieve()
			.bodyToMono(String.class)
			.block(LONG);
	}

	private @Nullable String put(ClientHttpConnectorBuilder<?> connector, Flux<String> body) {
		return web(connector).put()
			.uri("lb://user-service/a")
			.body(body.map((text) -> text.getBytes(StandardCharsets.US_ASCII)), byte[].class)
			.retrieve()
			.bodyToMono(String.class)
			.block(LONG);
	}

	private WebClient web(ClientHttpConnectorBuilder<?> connector) {
		return web(connector, this.loadBalancing);
	}

	private WebClient web(ClientHttpConnectorBuilder<?> connector, LoadBalancing loadBalancing) {
		ClientHttpConnector built = new LoadBalancedConnectorBuilder(connector, () -> loadBalancing)
			.build(HttpClientSettings.defaults().withTimeouts(this.connectTimeout, this.readTimeout));
		return WebClient.builder().clientConnector(built).build();
	}

	private static final class RecordingConnector implements ClientHttpConnector {

		final List<Object> arguments = new ArrayList<>();

		final Mono<ClientHttpResponse> result = Mono.never();

		@Override
		public Mono<ClientHttpResponse> connect(HttpMethod method, URI uri,
				Function<? super ClientHttpRequest, Mono<Void>> requestCallback) {
			this.arguments.addAll(List.of(method, uri, requestCallback));
			return this.result;
		}

	}

}
