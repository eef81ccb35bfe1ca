package io.movieinfo.registry.autoconfigure.http;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.movieinfo.registry.autoconfigure.HashHeaders;
import io.movieinfo.registry.balancer.NoInstanceException;
import io.movieinfo.registry.balancer.Outcome;
import io.movieinfo.registry.protocol.InstanceContent;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.http.client.ClientHttpRequestFactoryBuilder;
import org.springframework.boot.http.client.HttpClientSettings;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.client.ClientHttpRequest;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.http.client.ClientHttpResponse;
import org.springframework.http.client.SimpleClientHttpRequestFactory;
import org.springframework.web.client.HttpServerErrorException;
import org.springframework.web.client.ResourceAccessException;
import org.springframework.web.client.RestClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.Named.named;

/**
 * Requests to {@code lb://} over real sockets, with the HTTP clients that Spring Boot
 * supports.
 */
class FailoverTests {

	private static final String NO_SUCH_HOST = "no-such-host.invalid";

	private final FakeLoadBalancer loadBalancer = new FakeLoadBalancer();

	private final List<SocketServer> servers = new ArrayList<>();

	private final List<Integer> pauses = new ArrayList<>();

	private Duration connectTimeout = Duration.ofSeconds(30);

	private Duration readTimeout = Duration.ofSeconds(30);

	private int attempts = 3;

	private int budgetPercent = 20;

	private boolean interrupting;

	private @Nullable LoadBalancing loadBalancing;

	@AfterEach
	void closeServers() {
		this.servers.forEach(SocketServer::close);
	}

	static Stream<Arguments> clients() {
		return Stream.of(Arguments.of(named("JDK", ClientHttpRequestFactoryBuilder.jdk())),
				Arguments.of(named("Apache", ClientHttpRequestFactoryBuilder.httpComponents())),
				Arguments.of(named("simple", ClientHttpRequestFactoryBuilder.simple())),
				Arguments.of(named("Reactor Netty", ClientHttpRequestFactoryBuilder.reactor())),
				Arguments.of(named("Jetty", ClientHttpRequestFactoryBuilder.jetty())));
	}

	static Stream<Arguments> clientsThatConnectFirst() {
		return clients().limit(4);
	}

	static Stream<Arguments> clientsThatTellOfTls() {
		return clients().skip(1).limit(3);
	}

	@ParameterizedTest
	@MethodSource("clients")
	void refusedConnectionGoesOnToTheNextInstanceForAnyMethod(ClientHttpRequestFactoryBuilder<?> client) {
		this.loadBalancer.with("127.0.0.1", SocketServer.refusedPort());
		SocketServer good = add(SocketServer.answering(200, "hello"));
		assertThat(post(client, "payload")).isEqualTo("hello");
		assertThat(good.requests).singleElement().asString().startsWith("POST /a HTTP/1.1").endsWith("payload");
		assertThat(this.loadBalancer.picked).containsExactly("0", "1");
		assertThat(this.loadBalancer.outcomes()).containsExactly(Outcome.CONNECT_FAILURE, Outcome.SUCCESS);
	}

	@ParameterizedTest
	@MethodSource("clients")
	void unknownHostGoesOnToTheNextInstance(ClientHttpRequestFactoryBuilder<?> client) {
		this.loadBalancer.with(NO_SUCH_HOST, 80);
		add(SocketServer.answering(200, "hello"));
		assertThat(post(client, "payload")).isEqualTo("hello");
		assertThat(this.loadBalancer.outcomes()).containsExactly(Outcome.CONNECT_FAILURE, Outcome.SUCCESS);
	}

	@ParameterizedTest
	@MethodSource("clients")
	void connectTimeOutGoesOnToTheNextInstance(ClientHttpRequestFactoryBuilder<?> client) throws IOException {
		this.connectTimeout = Duration.ofSeconds(1);
		try (FullBacklog unanswered = new FullBacklog()) {
			this.loadBalancer.with("127.0.0.1", unanswered.port());
			add(SocketServer.answering(200, "hello"));
			assertThat(post(client, "payload")).isEqualTo("hello");
			assertThat(this.loadBalancer.outcomes()).containsExactly(Outcome.CONNECT_FAILURE, Outcome.SUCCESS);
		}
	}

	@ParameterizedTest
	@MethodSource("clientsThatTellOfTls")
	void failedTlsHandshakeGoesOnToTheNextInstanceForAnyMethod(ClientHttpRequestFactoryBuilder<?> client) {
		addSpeakingNoTls();
		add(SocketServer.answering(200, "hello"));
		assertThat(post(client, "payload")).isEqualTo("hello");
		assertThat(this.loadBalancer.outcomes()).containsExactly(Outcome.CONNECT_FAILURE, Outcome.SUCCESS);
	}

	/**
	 * Jetty's client often, and the JDK's now and then, names the connection that it has
	 * closed itself: no proof that nothing was sent.
	 */
	@ParameterizedTest
	@MethodSource("clients")
	void failedTlsHandshakeGoesOnToTheNextInstanceForGet(ClientHttpRequestFactoryBuilder<?> client) {
		addSpeakingNoTls();
		add(SocketServer.answering(200, "hello"));
		assertThat(get(client)).isEqualTo("hello");
		assertThat(this.loadBalancer.outcomes()).hasSize(2).last().isEqualTo(Outcome.SUCCESS);
		assertThat(this.loadBalancer.outcomes()).first().isIn(Outcome.CONNECT_FAILURE, Outcome.FAILURE);
	}

	@ParameterizedTest
	@MethodSource("clients")
	void connectionClosedBeforeStatusLineGoesOnForGet(ClientHttpRequestFactoryBuilder<?> client) {
		add(SocketServer.closingBeforeStatusLine());
		add(SocketServer.answering(200, "hello"));
		assertThat(get(client)).isEqualTo("hello");
		assertThat(this.loadBalancer.picked).containsExactly("0", "1");
		assertThat(this.loadBalancer.outcomes()).containsExactly(Outcome.FAILURE, Outcome.SUCCESS);
	}

	@ParameterizedTest
	@MethodSource("clients")
	void connectionClosedBeforeStatusLineEndsPost(ClientHttpRequestFactoryBuilder<?> client) {
		add(SocketServer.closingBeforeStatusLine());
		SocketServer second = add(SocketServer.answering(200, "hello"));
		assertThatExceptionOfType(ResourceAccessException.class).isThrownBy(() -> post(client, "payload"));
		assertThat(second.requests).isEmpty();
		assertThat(this.loadBalancer.outcomes()).containsExactly(Outcome.FAILURE);
	}

	@ParameterizedTest
	@MethodSource("clients")
	void connectionClosedInBodyEndsGet(ClientHttpRequestFactoryBuilder<?> client) {
		SocketServer broken = add(SocketServer.closingInBody());
		SocketServer second = add(SocketServer.answering(200, "hello"));
		assertThatExceptionOfType(RuntimeException.class).isThrownBy(() -> get(client));
		assertThat(broken.requests).hasSize(1);
		assertThat(second.requests).isEmpty();
		assertThat(this.loadBalancer.outcomes()).containsExactly(Outcome.FAILURE);
	}

	@ParameterizedTest
	@MethodSource("clients")
	void resetConnectionGoesOnForEveryIdempotentMethod(ClientHttpRequestFactoryBuilder<?> client) {
		for (HttpMethod method : List.of(HttpMethod.GET, HttpMethod.PUT, HttpMethod.DELETE, HttpMethod.OPTIONS)) {
			this.loadBalancer.clear();
			SocketServer broken = add(SocketServer.resetting());
			SocketServer good = add(SocketServer.answering(200, "hello"));
			RestClient.RequestBodySpec request = rest(client).method(method).uri("lb://user-service/a");
			if (HttpMethod.PUT.equals(method)) {
				request.body("payload");
			}
			assertThat(request.retrieve().body(String.class)).isEqualTo("hello");
			assertThat(good.requests)
				.containsExactly(broken.requests.get(0).replace(":" + broken.port(), ":" + good.port()));
			assertThat(this.loadBalancer.outcomes()).containsExactly(Outcome.FAILURE, Outcome.SUCCESS);
		}
	}

	@ParameterizedTest
	@MethodSource("clients")
	void unansweredRequestGoesOnIfIdempotent(ClientHttpRequestFactoryBuilder<?> client) {
		this.readTimeout = Duration.ofSeconds(2);
		add(SocketServer.neverAnswering());
		SocketServer second = add(SocketServer.answering(200, "hello"));
		assertThatExceptionOfType(ResourceAccessException.class).isThrownBy(() -> post(client, "payload"));
		assertThat(second.requests).isEmpty();
		assertThat(this.loadBalancer.outcomes()).containsExactly(Outcome.FAILURE);
		assertThat(get(client)).isEqualTo("hello");
		assertThat(this.loadBalancer.outcomes()).containsExactly(Outcome.FAILURE, Outcome.FAILURE, Outcome.SUCCESS);
	}

	@ParameterizedTest
	@MethodSource("clients")
	void idempotencyKeyLetsPostGoOn(ClientHttpRequestFactoryBuilder<?> client) {
		add(SocketServer.closingBeforeStatusLine());
		add(SocketServer.answering(503, "busy"));
		SocketServer good = add(SocketServer.answering(200, "hello"));
		assertThat(rest(client).post()
			.uri("lb://user-service/a")
			.header("idempotency-key", "1")
			.body("payload")
			.retrieve()
			.body(String.class)).isEqualTo("hello");
		assertThat(good.requests).singleElement().asString().endsWith("payload");
	}

	@ParameterizedTest
	@MethodSource("clients")
	void unavailableAnswerGoesOnToTheNextInstanceIfIdempotent(ClientHttpRequestFactoryBuilder<?> client) {
		for (int status : List.of(502, 503, 504)) {
			this.loadBalancer.clear();
			add(SocketServer.answering(status, "busy"));
			SocketServer good = add(SocketServer.answering(200, "hello"));
			assertThatExceptionOfType(HttpServerErrorException.class).isThrownBy(() -> post(client, "payload"))
				.satisfies((ex) -> assertThat(ex.getStatusCode().value()).isEqualTo(status))
				.satisfies((ex) -> assertThat(ex.getResponseBodyAsString()).isEqualTo("busy"));
			assertThat(good.requests).isEmpty();
			assertThat(get(client)).isEqualTo("hello");
			assertThat(this.loadBalancer.outcomes()).containsExactly(Outcome.FAILURE, Outcome.FAILURE, Outcome.SUCCESS);
		}
	}

	@ParameterizedTest
	@MethodSource("clients")
	void lastAnswerIsWhatTheCallerGetsIfNoOtherInstanceAnswers(ClientHttpRequestFactoryBuilder<?> client) {
		add(SocketServer.answering(502, "first"));
		assertUnavailable(client, 502, "first");
		this.loadBalancer.with("127.0.0.1", SocketServer.refusedPort());
		assertUnavailable(client, 502, "first");
		add(SocketServer.answering(503, "last"));
		this.loadBalancing = null;
		assertUnavailable(client, 503, "last");
		assertThat(this.loadBalancer.picked).containsExactly("0", "0", "1", "0", "1", "2");
		assertThat(this.loadBalancer.outcomes()).containsExactly(Outcome.FAILURE, Outcome.FAILURE,
				Outcome.CONNECT_FAILURE, Outcome.FAILURE, Outcome.CONNECT_FAILURE, Outcome.FAILURE);
	}

	@Test
	void apachesClientMakesNoRepeatsOfItsOwn() {
		SocketServer busy = add(SocketServer.answering(503, "busy"));
		assertUnavailable(ClientHttpRequestFactoryBuilder.httpComponents(), 503, "busy");
		assertThat(busy.requests).hasSize(1);
	}

	@ParameterizedTest
	@MethodSource("clients")
	void serverErrorIsAnAnswerAndReportedAsFailure(ClientHttpRequestFactoryBuilder<?> client) throws IOException {
		add(SocketServer.answering(500, "busy"));
		add(SocketServer.answering(200, "hello"));
		try (ClientHttpResponse response = request(client, HttpMethod.GET, "lb://user-service/a").execute()) {
			assertThat(response.getStatusCode()).isEqualTo(HttpStatus.INTERNAL_SERVER_ERROR);
			assertThat(this.loadBalancer.reports).isEmpty();
		}
		assertThat(this.loadBalancer.outcomes()).containsExactly(Outcome.FAILURE);
	}

	@ParameterizedTest
	@ValueSource(ints = { 400, 404, 408, 409, 429, 500, 501, 505 })
	void otherAnswersAreNeverAskedForAgain(int status) throws IOException {
		add(SocketServer.answering(status, "no"));
		add(SocketServer.answering(200, "hello"));
		try (ClientHttpResponse response = request(jdk(), HttpMethod.GET, "lb://user-service/a").execute()) {
			assertThat(response.getStatusCode().value()).isEqualTo(status);
		}
		assertThat(this.loadBalancer.picked).containsExactly("0");
	}

	@Test
	void unavailableAnswerToBodyThatCannotBeSentAgainIsTheAnswer() throws IOException {
		add(SocketServer.answering(503, "busy"));
		add(SocketServer.answering(200, "hello"));
		LoadBalancedRequest request = request(jdk(), HttpMethod.PUT, "lb://user-service/a");
		request.setBody((out) -> out.write(1));
		try (ClientHttpResponse response = request.execute()) {
			assertThat(response.getBody()).hasContent("busy");
		}
		assertThat(this.loadBalancer.picked).containsExactly("0");
	}

	@Test
	void answerTooLongToKeepIsNoAnswerOnceAnotherInstanceWasTried() {
		add(SocketServer.answering(503, "x".repeat(KeptResponse.LONGEST_BODY + 1)));
		this.loadBalancer.with("127.0.0.1", SocketServer.refusedPort());
		assertThatExceptionOfType(ResourceAccessException.class).isThrownBy(() -> get(jdk()));
	}

	@Test
	void onlyWhatMayHaveBeenReceivedIsRepeatedAfterAPause() {
		this.loadBalancer.with("127.0.0.1", SocketServer.refusedPort());
		add(SocketServer.answering(503, "busy"));
		add(SocketServer.answering(200, "hello"));
		assertThat(get(jdk())).isEqualTo("hello");
		assertThat(this.pauses).containsExactly(2);
	}

	@Test
	void pausesAreShortAndDiffer() {
		assertThat(IntStream.range(0, 100).mapToObj((i) -> Pauses.JITTERED.before(1)).distinct().count())
			.isGreaterThan(5);
		for (int i = 0; i < 100; i++) {
			assertThat(Pauses.JITTERED.before(1)).isBetween(Duration.ofMillis(25), Duration.ofMillis(50));
			assertThat(Pauses.JITTERED.before(2)).isBetween(Duration.ofMillis(50), Duration.ofMillis(100));
		}
	}

	@Test
	void interruptedCallerGetsWhatThereIs() throws IOException {
		add(SocketServer.answering(503, "busy"));
		add(SocketServer.answering(200, "hello"));
		this.interrupting = true;
		try (ClientHttpResponse response = request(jdk(), HttpMethod.GET, "lb://user-service/a").execute()) {
			assertThat(response.getBody()).hasContent("busy");
		}
		assertThat(Thread.interrupted()).isTrue();
		assertThat(this.loadBalancer.outcomes()).containsExactly(Outcome.FAILURE, Outcome.CANCELLED);
	}

	@Test
	void outageIsNotMultiplied() {
		SocketServer first = add(SocketServer.answering(503, "busy"));
		SocketServer second = add(SocketServer.answering(503, "busy"));
		SocketServer third = add(SocketServer.answering(503, "busy"));
		RestClient rest = rest(jdk());
		for (int i = 0; i < 50; i++) {
			assertThatExceptionOfType(HttpServerErrorException.class)
				.isThrownBy(() -> rest.get().uri("lb://user-service/a").retrieve().toBodilessEntity());
		}
		assertThat(first.requests).hasSize(50);
		assertThat(second.requests.size() + third.requests.size()).isBetween(5, 10);
		assertThat(this.loadBalancer.reports).hasSameSizeAs(this.loadBalancer.picked);
	}

	@Test
	void withoutRetryBudgetTheFirstFailureIsWhatTheCallerGets() {
		this.budgetPercent = 0;
		this.loadBalancer.with("127.0.0.1", SocketServer.refusedPort());
		add(SocketServer.answering(200, "hello"));
		assertThatExceptionOfType(ResourceAccessException.class).isThrownBy(() -> get(jdk()));
		assertThat(this.loadBalancer.picked).containsExactly("0");
	}

	/**
	 * Jetty's client is no part of it: it has the body in its queue before it connects.
	 */
	@ParameterizedTest
	@MethodSource("clientsThatConnectFirst")
	void unrepeatableBodyIsSentWhenNothingWasSentBefore(ClientHttpRequestFactoryBuilder<?> client) throws IOException {
		this.loadBalancer.with("127.0.0.1", SocketServer.refusedPort());
		SocketServer good = add(SocketServer.answering(200, "hello"));
		LoadBalancedRequest request = request(client, HttpMethod.PUT, "lb://user-service/a");
		request.setBody((out) -> out.write("once".getBytes(StandardCharsets.US_ASCII)));
		request.execute().close();
		assertThat(good.requests).singleElement().asString().endsWith("once");
	}

	@ParameterizedTest
	@MethodSource("clients")
	void pathQueryAndHeadersArriveAsTheyWereEncoded(ClientHttpRequestFactoryBuilder<?> client) throws IOException {
		SocketServer good = add(SocketServer.answering(200, "hello"));
		ClientHttpRequest request = request(client, HttpMethod.GET, "lb://USER-service/a%2Fb;c=d/%C3%A4?q=%26+x&r=");
		request.getHeaders().add("X-Own", "1");
		request.execute().close();
		assertThat(good.requests).singleElement()
			.asString()
			.startsWith("GET /a%2Fb;c=d/%C3%A4?q=%26+x&r= HTTP/1.1")
			.contains("\nhost: 127.0.0.1:" + good.port())
			.contains("\nx-own: 1");
	}

	/**
	 * If its target cannot be connected it would look as if nothing had been sent.
	 */
	@ParameterizedTest
	@MethodSource("clients")
	void redirectOfWhatMustNotBeProcessedTwiceIsTheAnswer(ClientHttpRequestFactoryBuilder<?> client) {
		SocketServer moved = add(SocketServer.redirecting(SocketServer.refusedPort()));
		SocketServer other = add(SocketServer.answering(200, "hello"));
		RestClient.RequestBodySpec request = rest(client).post().uri("lb://user-service/a");
		assertThat(request.retrieve().toBodilessEntity().getStatusCode()).isEqualTo(HttpStatus.TEMPORARY_REDIRECT);
		assertThat(request.body("payload").retrieve().toBodilessEntity().getStatusCode())
			.isEqualTo(HttpStatus.TEMPORARY_REDIRECT);
		assertThat(moved.requests).hasSize(2);
		assertThat(other.requests).isEmpty();
		assertThat(this.loadBalancer.outcomes()).containsExactly(Outcome.SUCCESS, Outcome.SUCCESS);
	}

	@Test
	void customizersDoNotMakeItFollowed() {
		SocketServer moved = add(SocketServer.redirecting(SocketServer.refusedPort()));
		RestClient rest = rest(ClientHttpRequestFactoryBuilder.jdk()
			.withHttpClientCustomizer((client) -> client.followRedirects(HttpClient.Redirect.ALWAYS)));
		assertThat(rest.post().uri("lb://user-service/a").retrieve().toBodilessEntity().getStatusCode())
			.isEqualTo(HttpStatus.TEMPORARY_REDIRECT);
		assertThat(moved.requests).hasSize(1);
	}

	@Test
	void factoryThatCannotBeToldOfRedirectsSendsAsItIs() {
		add(SocketServer.answering(200, "hello"));
		RestClient rest = rest(ClientHttpRequestFactoryBuilder.of(OwnFactory::new));
		assertThat(rest.post().uri("lb://user-service/a").body("payload").retrieve().body(String.class))
			.isEqualTo("hello");
	}

	@ParameterizedTest
	@MethodSource("clients")
	void redirectOfGetIsFollowed(ClientHttpRequestFactoryBuilder<?> client) {
		try (SocketServer target = SocketServer.answering(200, "hello")) {
			add(SocketServer.redirecting(target.port()));
			assertThat(get(client)).isEqualTo("hello");
			assertThat(target.requests).singleElement().asString().startsWith("GET /b");
		}
	}

	@Test
	void neverTriesMoreInstancesThanAllowed() {
		for (int i = 0; i < 5; i++) {
			this.loadBalancer.with("127.0.0.1", SocketServer.refusedPort());
		}
		assertThatExceptionOfType(ResourceAccessException.class).isThrownBy(() -> get(jdk()))
			.havingCause()
			.satisfies((cause) -> assertThat(cause.getSuppressed()).hasSize(1));
		assertThat(this.loadBalancer.picked).containsExactly("0", "1", "2");
		assertThat(this.loadBalancer.outcomes()).hasSize(3).containsOnly(Outcome.CONNECT_FAILURE);
	}

	@Test
	void oneAttemptFailsWithItsOwnFailure() {
		this.attempts = 1;
		this.loadBalancer.with("127.0.0.1", SocketServer.refusedPort());
		add(SocketServer.answering(200, "hello"));
		assertThatExceptionOfType(ResourceAccessException.class).isThrownBy(() -> get(jdk()));
		assertThat(this.loadBalancer.picked).containsExactly("0");
	}

	@Test
	void noInstanceLeftFailsAsTheLastInstanceDid() {
		this.loadBalancer.with("127.0.0.1", SocketServer.refusedPort());
		assertThatExceptionOfType(ResourceAccessException.class).isThrownBy(() -> get(jdk()))
			.havingCause()
			.isInstanceOf(ConnectException.class);
	}

	@Test
	void noInstanceAtAllSaysWhy() {
		RestClient rest = rest(jdk());
		assertThatExceptionOfType(ResourceAccessException.class)
			.isThrownBy(() -> rest.get().uri("lb://movie-service/a").retrieve().toBodilessEntity())
			.withMessageContaining("knows no service 'movie-service'")
			.havingRootCause()
			.isInstanceOf(NoInstanceException.class);
		assertThat(this.loadBalancer.reports).isEmpty();
	}

	@Test
	void portIsRefusedBecauseTheRegistryKnowsIt() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> request(jdk(), HttpMethod.GET, "lb://movie-service:8080/x"))
			.withMessageContaining("names port 8080");
	}

	@Test
	void missingHostSaysWhatIsExpected() {
		assertThatIllegalArgumentException().isThrownBy(() -> request(jdk(), HttpMethod.GET, "lb:///x"))
			.withMessage("'lb:///x' names no service, expected lb://<service>/<path>");
		assertThatIllegalArgumentException().isThrownBy(() -> request(jdk(), HttpMethod.GET, "lb:x"))
			.withMessage("'lb:x' names no service, expected lb://<service>/<path>");
	}

	@Test
	void underscoreInHostSaysWhatToWrite() {
		assertThatIllegalArgumentException().isThrownBy(() -> request(jdk(), HttpMethod.GET, "lb://a_b/x"))
			.withMessageContaining("write lb://a-b");
	}

	@Test
	void bodyThatWasBegunIsNotSentAgainUnlessItIsRepeatable() throws IOException {
		this.loadBalancer.with("127.0.0.1", 1).with("127.0.0.1", 2);
		ClientHttpRequestFactory breaking = (uri, method) -> new BreakingRequest(uri, method);
		LoadBalancedRequest once = request(breaking, HttpMethod.GET, "lb://user-service/a");
		once.setBody((out) -> out.write(1));
		assertThatIOException().isThrownBy(once::execute);
		assertThat(this.loadBalancer.picked).containsExactly("0");
		this.loadBalancer.picked.clear();
		LoadBalancedRequest repeatable = request(breaking, HttpMethod.GET, "lb://user-service/a");
		repeatable.setBody(new byte[1]);
		assertThatIOException().isThrownBy(repeatable::execute);
		assertThat(this.loadBalancer.picked).containsExactly("0", "1");
	}

	@Test
	void refusalAfterBodyWasBegunIsNoFailureToConnect() throws IOException {
		this.loadBalancer.with("127.0.0.1", 1).with("127.0.0.1", 2);
		ClientHttpRequestFactory refusing = (uri, method) -> new BreakingRequest(uri, method,
				new ConnectException("of the redirect's target"));
		LoadBalancedRequest request = request(refusing, HttpMethod.POST, "lb://user-service/a");
		request.setBody(new byte[1]);
		assertThatIOException().isThrownBy(request::execute);
		assertThat(this.loadBalancer.outcomes()).containsExactly(Outcome.FAILURE);
	}

	@Test
	void failureOfTheClientItselfIsReportedAsCancelled() throws IOException {
		this.loadBalancer.with("127.0.0.1", 1);
		LoadBalancedRequest request = request((uri, method) -> {
			throw new IllegalStateException("no");
		}, HttpMethod.GET, "lb://user-service/a");
		assertThatExceptionOfType(IllegalStateException.class).isThrownBy(request::execute);
		assertThat(this.loadBalancer.outcomes()).containsExactly(Outcome.CANCELLED);
	}

	@Test
	void bodyReadToItsEndIsReportedOnceEvenIfClosedLater() throws IOException {
		add(SocketServer.answering(200, "hello"));
		ClientHttpResponse response = request(jdk(), HttpMethod.GET, "lb://user-service/a").execute();
		try (InputStream body = response.getBody()) {
			assertThat(body.readAllBytes()).hasSize(5);
		}
		assertThat(this.loadBalancer.outcomes()).containsExactly(Outcome.SUCCESS);
		response.close();
		assertThat(this.loadBalancer.reports).singleElement()
			.satisfies((report) -> assertThat(report.durationNanos()).isPositive());
	}

	@Test
	void ipv6AddressIsPutInBrackets() {
		this.loadBalancer.with(InstanceContent.builder("user-service").address("2001:db8::1").port(8443).secure(true));
		List<URI> requested = new ArrayList<>();
		ClientHttpRequestFactory recording = (uri, method) -> {
			requested.add(uri);
			throw new IOException("enough");
		};
		assertThatIOException()
			.isThrownBy(() -> request(recording, HttpMethod.GET, "lb://me:pw@user-service?a=b#c").execute());
		assertThat(requested).containsExactly(URI.create("https://me:pw@[2001:db8::1]:8443?a=b#c"));
	}

	private static ClientHttpRequestFactoryBuilder<?> jdk() {
		return ClientHttpRequestFactoryBuilder.jdk();
	}

	private void addSpeakingNoTls() {
		SocketServer plain = SocketServer.speakingNoTls();
		this.servers.add(plain);
		this.loadBalancer
			.with(InstanceContent.builder("user-service").address("127.0.0.1").port(plain.port()).secure(true));
	}

	private SocketServer add(SocketServer server) {
		this.servers.add(server);
		this.loadBalancer.with("127.0.0.1", server.port());
		return server;
	}

	private String get(ClientHttpRequestFactoryBuilder<?> client) {
		return String.valueOf(rest(client).get().uri("lb://user-service/a").retrieve().body(String.class));
	}

	private String post(ClientHttpRequestFactoryBuilder<?> client, String body) {
		return String.valueOf(rest(client).post().uri("lb://user-service/a").body(body).retrieve().body(String.class));
	}

	private RestClient rest(ClientHttpRequestFactoryBuilder<?> client) {
		return RestClient.builder().requestFactory(factory(client)).build();
	}

	private LoadBalancedRequest request(ClientHttpRequestFactoryBuilder<?> client, HttpMethod method, String uri)
			throws IOException {
		return (LoadBalancedRequest) factory(client).createRequest(URI.create(uri), method);
	}

	private LoadBalancedRequest request(ClientHttpRequestFactory delegate, HttpMethod method, String uri)
			throws IOException {
		return (LoadBalancedRequest) new LoadBalancedRequestFactory(delegate, this::loadBalancing)
			.createRequest(URI.create(uri), method);
	}

	private ClientHttpRequestFactory factory(ClientHttpRequestFactoryBuilder<?> client) {
		return new LoadBalancedRequestFactoryBuilder(client, this::loadBalancing)
			.build(HttpClientSettings.defaults().withTimeouts(this.connectTimeout, this.readTimeout));
	}

	private void assertUnavailable(ClientHttpRequestFactoryBuilder<?> client, int status, String body) {
		assertThatExceptionOfType(HttpServerErrorException.class).isThrownBy(() -> get(client))
			.satisfies((ex) -> assertThat(ex.getStatusCode().value()).isEqualTo(status))
			.satisfies((ex) -> assertThat(ex.getResponseBodyAsString()).isEqualTo(body));
	}

	private Duration pause(int repeat) {
		this.pauses.add(repeat);
		if (this.interrupting) {
			Thread.currentThread().interrupt();
		}
		return Duration.ofNanos(1);
	}

	private LoadBalancing loadBalancing() {
		LoadBalancing loadBalancing = this.loadBalancing;
		if (loadBalancing == null) {
			loadBalancing = new LoadBalancing(this.loadBalancer, "default", this.attempts, this.budgetPercent,
					this::pause, HashHeaders.NONE);
			this.loadBalancing = loadBalancing;
		}
		return loadBalancing;
	}

	/**
	 * A factory of an application's own, which Spring Boot can set by reflection only.
	 */
	static final class OwnFactory extends SimpleClientHttpRequestFactory {

	}

}
