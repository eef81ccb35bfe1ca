package io.movieinfo.registry.server.app.api;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;

import io.movieinfo.registry.protocol.Cursor;
import io.movieinfo.registry.protocol.Health;
import io.movieinfo.registry.protocol.InstanceContent;
import io.movieinfo.registry.server.Holder;
import io.movieinfo.registry.server.Registry;
import io.movieinfo.registry.server.app.RunningServer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

import static org.assertj.core.api.Assertions.assertThat;

class ReadTests {

	private static final ObjectMapper JSON = new ObjectMapper();

	private static final String PRINTABLE = IntStream.rangeClosed(0x21, 0x7e)
		.collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
		.toString();

	private static RunningServer server;

	@BeforeAll
	static void start() {
		server = RunningServer.start("--registry.server.lease.ttl=1h",
				"--registry.server.lease.heartbeat-interval=30m");
		register(content("movies", "a").zone("eu-1").tags(List.of("blue", "new")).meta(Map.of("v", "1", "x", "")),
				null);
		register(content("movies", "b").zone("eu-2").tags(List.of("blue")).meta(Map.of("v", "2")), null);
		register(content("movies", "c").zone("eu-1").tags(List.of("red")).meta(Map.of("v", "1")), Health.UNHEALTHY);
		register(content("movies", "d").tags(List.of("red")), Health.UNKNOWN);
		register(content("movies", "e").tags(List.of("blue")).enabled(false), null);
		register(content("ill", "i"), Health.UNHEALTHY);
		register(content("ids", PRINTABLE), null);
		register(content("users", "u").namespace("staging"), null);
		IntStream.range(0, 100).forEach((i) -> register(content("many", "m-" + i), null));
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			''                                  | a,b
			health=all                          | a,b,c,d,e
			health=healthy                      | a,b,e
			health=unhealthy                    | c
			health=unknown                      | d
			tag=blue                            | a,b
			tag=blue&tag=new                    | a
			tag=blue&tag=red                    | ''
			zone=eu-1                           | a
			health=all&zone=eu-1                | a,c
			meta.v=1                            | a
			meta.v=1&health=all                 | a,c
			meta.x=                             | a
			meta.v=1&meta.x=&tag=new&zone=eu-1  | a
			meta.v=2&zone=eu-1                  | ''
			health=healthy&tag=blue             | a,b,e
			""")
	void filtersAreCombined(String query, String ids) {
		JsonNode list = json(get("/v1/services/movies/instances?" + query));
		assertThat(String.join(",", list.get("instances").findValuesAsString("id"))).isEqualTo(ids);
	}

	@Test
	void oneInstanceIsShownWhateverItsState() {
		HttpResponse<String> one = get("/v1/services/movies/instances/c");
		assertThat(json(one).get("cause").asString()).isEqualTo("reported");
		assertThat(json(get("/v1/services/movies/instances?health=unhealthy")).get("instances").get(0))
			.isEqualTo(json(one));
		assertThat(get("/v1/services/movies/instances/c", "If-None-Match", etag(one)).statusCode()).isEqualTo(304);
	}

	@Test
	void idsMayHoldAnyPrintableCharacter() {
		String encoded = URLEncoder.encode(PRINTABLE, StandardCharsets.UTF_8).replace("+", "%20");
		assertThat(json(get("/v1/services/ids/instances/" + encoded)).get("id").asString()).isEqualTo(PRINTABLE);
	}

	@Test
	void operatorsSeeMore() {
		for (String path : List.of("/v1/services/movies/instances", "/v1/services/movies/instances/a")) {
			HttpResponse<String> response = get(path + "?view=operator");
			JsonNode json = json(response);
			JsonNode instance = json.has("instances") ? json.get("instances").get(0) : json;
			assertThat(instance.get("id").asString()).isEqualTo("a");
			JsonNode operator = instance.get("operator");
			assertThat(operator.get("start_id").asString()).isEqualTo("start");
			assertThat(operator.get("lease").asString()).isEqualTo("alive");
			assertThat(operator.get("last_seen").asString()).isNotBlank();
			assertThat(operator.get("holder").get("remote").asString()).isEqualTo("10.0.0.9");
			assertThat(response.headers().firstValue("ETag")).isEmpty();
			assertThat(response.headers().firstValue("Cache-Control")).hasValue("no-store");
		}
		assertThat(json(get("/v1/services/movies/instances?view=operator&health=all&tag=red")).get("instances")
			.findValuesAsString("id")).containsExactly("c", "d");
	}

	@Test
	void namespacesAreListed() {
		HttpResponse<String> response = get("/v1/namespaces");
		assertThat(response.body()).isEqualTo(
				"{\"namespaces\":[{\"name\":\"default\",\"services\":4},{\"name\":\"staging\",\"services\":1}]}");
		assertThat(response.headers().firstValue("Cache-Control")).hasValue("no-store");
	}

	@ParameterizedTest
	@ValueSource(strings = { "/v1/services", "/v1/services/movies/instances", "/v1/services/movies/instances/a" })
	void whatACallerHasIsNotSentAgain(String path) {
		HttpResponse<String> first = get(path);
		assertThat(first.headers().firstValue("Cache-Control")).hasValue("no-cache");
		assertThat(etag(first)).startsWith("\"").endsWith("\"");
		for (String condition : List.of(etag(first), "W/" + etag(first), "\"x\", " + etag(first), "*")) {
			HttpResponse<String> again = get(path, "If-None-Match", condition);
			assertThat(again.statusCode()).isEqualTo(304);
			assertThat(again.body()).isEmpty();
			assertThat(etag(again)).isEqualTo(etag(first));
			assertThat(again.headers().firstValue("Cache-Control")).hasValue("no-cache");
			assertThat(again.headers().firstValue("Vary")).hasValue("Accept-Encoding");
		}
		assertThat(get(path, "If-None-Match", "\"x\"").statusCode()).isEqualTo(200);
	}

	@Test
	void tagsDifferByQueryAndChangeWithTheService() {
		HttpResponse<String> before = get("/v1/services/changing/instances");
		assertThat(before.headers().firstValue("ETag")).isEmpty();
		register(content("changing", "c-1"), null);
		HttpResponse<String> first = get("/v1/services/changing/instances");
		assertThat(etag(get("/v1/services/changing/instances?health=all"))).isNotEqualTo(etag(first));
		assertThat(etag(get("/v1/services/changing/instances?tag=x"))).isNotEqualTo(etag(first));
		register(content("other", "o-1"), null);
		assertThat(etag(get("/v1/services/changing/instances"))).isEqualTo(etag(first));
		register(content("changing", "c-2"), null);
		assertThat(get("/v1/services/changing/instances", "If-None-Match", etag(first)).statusCode()).isEqualTo(200);
		RunningServer fresh = RunningServer.startFresh();
		try (fresh) {
			assertThat(etag(fresh.get("/v1/services"))).contains("-partial");
		}
	}

	@Test
	void longListsAreCompressedForThoseWhoUnderstandIt() throws Exception {
		String path = "/v1/services/many/instances";
		HttpResponse<String> plain = get(path);
		assertThat(plain.headers().firstValue("Content-Encoding")).isEmpty();
		for (String accepted : List.of("gzip", "deflate, gzip;q=0.5", "br, *")) {
			HttpResponse<byte[]> compressed = bytes(path, accepted);
			assertThat(compressed.headers().firstValue("Content-Encoding")).hasValue("gzip");
			assertThat(compressed.headers().firstValue("Vary")).hasValue("Accept-Encoding");
			assertThat(compressed.body().length).isLessThan(plain.body().length() / 5);
			try (GZIPInputStream body = new GZIPInputStream(new ByteArrayInputStream(compressed.body()))) {
				assertThat(new String(body.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo(plain.body());
			}
			String tag = compressed.headers().firstValue("ETag").orElseThrow();
			assertThat(tag).isNotEqualTo(etag(plain));
			assertThat(get(path, "Accept-Encoding", "gzip", "If-None-Match", tag).statusCode()).isEqualTo(304);
			assertThat(get(path, "If-None-Match", tag).statusCode()).isEqualTo(200);
		}
		for (String refused : List.of("identity", "gzip;q=0", "gzip;q=0.0, *", "br")) {
			assertThat(bytes(path, refused).headers().firstValue("Content-Encoding")).isEmpty();
		}
		HttpResponse<byte[]> small = bytes("/v1/services/movies/instances/a", "gzip");
		assertThat(small.headers().firstValue("Content-Encoding")).isEmpty();
		assertThat(small.headers().firstValue("Vary")).hasValue("Accept-Encoding");
	}

	@ParameterizedTest
	@CsvSource({ "/v1/services, 200", "/v1/services/many/instances, 200",
			"/v1/services/movies/instances?view=operator, 200", "/v1/services/movies/instances?wait=1s, 200",
			"/v1/services/movies/instances/a, 200", "/v1/services/nobody/instances?wait=10ms, 404",
			"/v1/services/movies/instances/nobody, 404", "/v1/namespaces, 200", "/v1/services/ids/choose, 200",
			"/v1/services/ill/choose, 503" })
	void headIsGetWithoutABody(String path, int status) {
		HttpResponse<String> get = get(path);
		HttpResponse<String> head = request("HEAD", path);
		assertThat(get.statusCode()).isEqualTo(status);
		assertThat(head.statusCode()).isEqualTo(status);
		assertThat(head.body()).isEmpty();
		for (String header : List.of("Content-Type", "ETag", "Cache-Control", "Vary", "Content-Length")) {
			// the holder's time in an operator's view is always as long
			assertThat(head.headers().firstValue(header)).as(header).isEqualTo(get.headers().firstValue(header));
		}
	}

	@Test
	void headOfEventsDoesNotStream() {
		HttpResponse<String> head = request("HEAD", "/v1/events");
		assertThat(head.statusCode()).isEqualTo(200);
		assertThat(head.headers().firstValue("Content-Type")).hasValue("text/event-stream");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			/v1/services                                | GET,HEAD,OPTIONS
			/v1/services/movies/instances               | GET,HEAD,OPTIONS
			/v1/services/movies/instances/a             | GET,HEAD,PUT,PATCH,DELETE,OPTIONS
			/v1/services/movies/choose                  | GET,HEAD,OPTIONS
			/v1/namespaces                              | GET,HEAD,OPTIONS
			/v1/events                                  | GET,HEAD,OPTIONS
			/v1/services/movies/instances/a/drain       | POST,DELETE,OPTIONS
			/v1/services/movies/instances/a/heartbeat   | PUT,OPTIONS
			""")
	void optionsSaysWhatIsAllowed(String path, String allowed) {
		HttpResponse<String> options = request("OPTIONS", path);
		assertThat(options.statusCode()).isEqualTo(200);
		assertThat(options.headers().allValues("Allow")).containsExactly(allowed.replace(",", ", "));
		assertThat(options.headers().allValues("Accept-Patch")).isEqualTo(
				allowed.contains("PATCH") ? List.of("application/json, application/merge-patch+json") : List.of());
		assertThat(options.headers().map()).doesNotContainKey("Access-Control-Allow-Origin");
	}

	@Test
	void chooseTakesRoutableInstancesInTurn() {
		Map<String, Integer> chosen = new HashMap<>();
		for (int i = 0; i < 100; i++) {
			chosen.merge(json(get("/v1/services/movies/choose")).get("id").asString(), 1, Integer::sum);
		}
		assertThat(chosen).isEqualTo(Map.of("a", 50, "b", 50));
	}

	@Test
	void chooseKnowsEveryStrategyAndFilter() {
		for (int i = 0; i < 20; i++) {
			assertThat(json(get("/v1/services/movies/choose?balancer=random&tag=new")).get("id").asString())
				.isEqualTo("a");
			assertThat(json(get("/v1/services/movies/choose?balancer=round-robin&zone=eu-2&meta.v=2")).get("id")
				.asString()).isEqualTo("b");
		}
	}

	@Test
	void chooseSaysWhyThereIsNone() {
		HttpResponse<String> none = get("/v1/services/ill/choose");
		assertThat(none.statusCode()).isEqualTo(503);
		JsonNode problem = JSON.readTree(none.body());
		assertThat(problem.get("code").asString()).isEqualTo("no_instance");
		assertThat(problem.get("detail").asString()).contains("i is unhealthy (reported)");
		assertThat(none.headers().firstValue("Retry-After")).isPresent();
		assertThat(JSON.readTree(get("/v1/services/movies/choose?tag=green").body()).get("detail").asString())
			.contains("none of these 2 has the tags");
	}

	@Test
	void whatChoicesRememberIsBounded() {
		Choices choices = server.bean(Choices.class);
		for (int i = 0; i < 1_100; i++) {
			assertThat(get("/v1/services/movies/choose?tag=t" + i).statusCode()).isEqualTo(503);
		}
		assertThat(choices.remembered()).isEqualTo(1_000);
	}

	@Test
	void cursorThatOperatorsSeeIsNeverNewerThanTheInstancesBesideIt() {
		Registry registry = server.bean(Registry.class);
		Map<String, CompletableFuture<Long>> revisions = new ConcurrentHashMap<>();
		Semaphore unanswered = new Semaphore(500);
		AtomicBoolean over = new AtomicBoolean();
		register(content("busy", "b").meta(Map.of("v", "0")), null);
		CompletableFuture<@Nullable Void> changes = CompletableFuture.runAsync(() -> {
			for (int i = 1; !over.get(); i++) {
				unanswered.acquireUninterruptibly();
				String version = String.valueOf(i);
				CompletableFuture<Long> revision = new CompletableFuture<>();
				revisions.put(version, revision);
				var unused = registry.update(content("busy", "b").meta(Map.of("v", version)).build(), "start")
					.thenAccept((updated) -> {
						unanswered.release();
						revision.complete(updated.cursor().revision());
					});
			}
		});
		try {
			for (int i = 0; i < 100; i++) {
				JsonNode list = json(get("/v1/services/busy/instances?view=operator"));
				String version = list.get("instances").get(0).get("meta").get("v").asString();
				if (!version.equals("0")) {
					assertThat(Objects.requireNonNull(revisions.get(version)).join())
						.isGreaterThanOrEqualTo(Cursor.parse("cursor", list.get("cursor").asString()).revision());
				}
			}
		}
		finally {
			over.set(true);
			changes.join();
		}
	}

	private static InstanceContent.Builder content(String service, String id) {
		return InstanceContent.builder(service).id(id).address("127.0.0.1").port(8080);
	}

	private static void register(InstanceContent.Builder content, @Nullable Health health) {
		server.bean(Registry.class)
			.register(content.build(), "start", health, null, Holder.request("test", "10.0.0.9"))
			.toCompletableFuture()
			.join();
	}

	private static HttpResponse<String> get(String path, String... headers) {
		HttpRequest.Builder request = HttpRequest.newBuilder(server.uri(path));
		for (int i = 0; i < headers.length; i += 2) {
			request.header(headers[i], headers[i + 1]);
		}
		return server.send(request.build());
	}

	private static HttpResponse<byte[]> bytes(String path, String encoding) throws IOException, InterruptedException {
		return RunningServer.HTTP.send(
				HttpRequest.newBuilder(server.uri(path)).header("Accept-Encoding", encoding).build(),
				BodyHandlers.ofByteArray());
	}

	private static HttpResponse<String> request(String method, String path) {
		return server
			.send(HttpRequest.newBuilder(server.uri(path)).method(method, HttpRequest.BodyPublishers.noBody()).build());
	}

	private static String etag(HttpResponse<?> response) {
		return response.headers().firstValue("ETag").orElseThrow();
	}

	private static JsonNode json(HttpResponse<String> response) {
		assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
		return JSON.readTree(response.body());
	}

}
