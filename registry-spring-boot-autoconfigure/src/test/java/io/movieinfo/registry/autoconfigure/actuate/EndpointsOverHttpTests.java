package io.movieinfo.registry.autoconfigure.actuate;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.movieinfo.registry.balancer.Outcome;
import io.movieinfo.registry.balancer.PickContext;
import io.movieinfo.registry.client.FakeRegistry;
import io.movieinfo.registry.client.RegistryClient;
import io.movieinfo.registry.protocol.ClientMessage;
import io.movieinfo.registry.protocol.InstanceContent;
import io.movieinfo.registry.protocol.InstanceKey;
import io.movieinfo.registry.protocol.ServiceInstance;
import io.movieinfo.registry.protocol.ServiceKey;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

class EndpointsOverHttpTests {

	private static final InstanceKey MOVIE = new InstanceKey(new ServiceKey("default", "movie-service"), "movie-1");

	private static final ServiceKey USERS = new ServiceKey("default", "user-service");

	private static final JsonMapper json = new JsonMapper();

	private static final Pattern BLOCK = Pattern.compile("([^\\n]*)\\n\\n```json\\n(.*?)```", Pattern.DOTALL);

	private final FakeRegistry registry = FakeRegistry.start();

	private final HttpClient http = HttpClient.newHttpClient();

	private ConfigurableApplicationContext context = new GenericApplicationContext();

	@AfterEach
	void stop() {
		this.context.close();
		this.registry.close();
	}

	@ParameterizedTest
	@EnumSource(value = WebApplicationType.class, names = { "SERVLET", "REACTIVE" })
	void registryShowsAndChangesWhatTheApplicationSaysOfItself(WebApplicationType type) throws Exception {
		start(type);
		JsonNode shown = get("/actuator/registry");
		assertThat(shown.at("/session/connected").asBoolean()).isTrue();
		assertThat(shown.at("/session/url").asString()).isEqualTo(this.registry.url().toString());
		assertThat(shown.at("/session/node").asString()).isEqualTo("fake");
		assertThat(shown.at("/registrations/0/id").asString()).isEqualTo("movie-1");
		assertThat(shown.at("/registrations/0/state").asString()).isEqualTo("registered");
		assertThat(shown.at("/registrations/0/health/status").asString()).isEqualTo("healthy");
		assertThat(answer("POST", "/weight", "{\"weight\": 30}").at("/registrations/0/weight").asInt()).isEqualTo(30);
		await(() -> listed().weight() == 30);
		assertThat(answer("POST", "/out-of-service", null).at("/registrations/0/outOfService").asBoolean()).isTrue();
		await(() -> !listed().enabled());
		answer("DELETE", "/out-of-service", null);
		answer("DELETE", "/weight", null);
		await(() -> listed().routable() && listed().weight() == 100);
		assertThat(answer("POST", "/drain", "{\"limit\": \"3s\"}").at("/registrations/0/drain/state").asString())
			.isEqualTo("acknowledged");
		assertThat(listed().draining()).isTrue();
		answer("DELETE", "/drain", null);
		await(() -> listed().routable());
	}

	@ParameterizedTest
	@EnumSource(value = WebApplicationType.class, names = { "SERVLET", "REACTIVE" })
	void wrongValueIsRefusedByField(WebApplicationType type) throws Exception {
		start(type);
		HttpResponse<String> refused = send("POST", "/actuator/registry/weight", "{\"weight\": \"heavy\"}");
		assertThat(refused.statusCode()).isEqualTo(400);
		JsonNode problem = json.readTree(refused.body());
		assertThat(problem.at("/field").asString()).isEqualTo("weight");
		assertThat(problem.at("/value").asString()).isEqualTo("'heavy'");
		assertThat(problem.at("/expected").asString()).isEqualTo("1 to 1000, where 100 is normal");
		assertThat(problem.at("/detail").asString())
			.isEqualTo("weight is 'heavy', expected 1 to 1000, where 100 is normal");
		assertThat(send("POST", "/actuator/registry/sleep", null).statusCode()).isEqualTo(400);
		assertThat(send("DELETE", "/actuator/registry/sleep", null).statusCode()).isEqualTo(400);
		assertThat(send("POST", "/actuator/registry/weight", "[").statusCode()).isEqualTo(400);
	}

	@Test
	void supersededApplicationChangesNothing() throws Exception {
		start(WebApplicationType.SERVLET);
		this.registry.supersede(MOVIE);
		// is told in the next session, sooner than with the next heartbeat
		this.registry.dropAll();
		await(() -> get("/actuator/registry").at("/registrations/0/state").asString().equals("superseded"));
		HttpResponse<String> refused = send("POST", "/actuator/registry/weight", "{\"weight\": 5}");
		assertThat(refused.statusCode()).isEqualTo(409);
		assertThat(json.readTree(refused.body()).at("/code").asString()).isEqualTo("not_registered");
	}

	@ParameterizedTest
	@EnumSource(value = WebApplicationType.class, names = { "SERVLET", "REACTIVE" })
	void discoveryShowsWhatTheApplicationUsesAndBeginsNothing(WebApplicationType type) throws Exception {
		start(type);
		assertThat(get("/actuator/discovery").at("/services")).isEmpty();
		assertThat(send("GET", "/actuator/discovery/user-service", null).statusCode()).isEqualTo(404);
		assertThat(send("GET", "/actuator/discovery/No_Name", null).statusCode()).isEqualTo(404);
		assertThat(this.registry.received(ClientMessage.Watch.class)).isEmpty();
		useUsers();
		JsonNode users = get("/actuator/discovery/user-service");
		assertThat(users.at("/status").asString()).isEqualTo("listed");
		assertThat(users.at("/source").asString()).isEqualTo("live");
		assertThat(users.at("/ageMillis").asLong()).isZero();
		assertThat(users.at("/complete").asBoolean()).isTrue();
		assertThat(users.at("/revision").asLong()).isPositive();
		assertThat(users.at("/balancer/strategy").asString()).isEqualTo("adaptive");
		assertThat(users.at("/instances/0/state").asString()).isEqualTo("ready");
		assertThat(users.at("/instances/0/why").asString()).isEqualTo("ready");
		assertThat(get("/actuator/discovery").at("/services/0/service").asString()).isEqualTo("user-service");
		assertThat(get("/actuator/discovery/default:user-service")).isEqualTo(users);
	}

	@Test
	void viewWithoutTheRegistryIsTheLastKnownOneAndOld() throws Exception {
		start(WebApplicationType.SERVLET);
		useUsers();
		this.registry.close();
		await(() -> get("/actuator/discovery/user-service").at("/source").asString().equals("last-known"));
		await(() -> get("/actuator/discovery/user-service").at("/ageMillis").asLong() > 0);
		JsonNode shown = get("/actuator/registry");
		assertThat(shown.at("/session/connected").asBoolean()).isFalse();
		assertThat(shown.at("/errors/0/message").asString()).isNotEmpty();
	}

	@Test
	void infoSaysWhatIsRegistered() throws Exception {
		start(WebApplicationType.SERVLET);
		JsonNode info = get("/actuator/info").at("/registry");
		assertThat(info.at("/service").asString()).isEqualTo("movie-service");
		assertThat(info.at("/id").asString()).isEqualTo("movie-1");
		assertThat(info.at("/node").asString()).isEqualTo("fake");
	}

	@Test
	void answersInTheDocumentationHaveTheFieldsOfRealOnes() throws Exception {
		start(WebApplicationType.SERVLET);
		useUsers();
		send("POST", "/actuator/registry/drain", null);
		this.registry.dropAll();
		await(() -> !get("/actuator/registry").at("/errors").isEmpty());
		for (String path : new String[] { "/actuator/registry", "/actuator/discovery",
				"/actuator/discovery/user-service", "/actuator/info" }) {
			assertThat(fields(documented(path))).as(path).isEqualTo(fields(get(path)));
		}
		JsonNode refused = json.readTree(send("POST", "/actuator/registry/weight", "{\"weight\": 0}").body());
		assertThat(documented("/actuator/registry/weight")).isEqualTo(refused);
	}

	private void start(WebApplicationType type) {
		this.context = new SpringApplicationBuilder(TestApplication.class).web(type)
			.run("--server.port=0", "--spring.application.name=movie-service", "--spring.grpc.server.enabled=false",
					"--registry.client.server-urls=" + this.registry.url(), "--registry.client.instance.id=movie-1",
					"--registry.client.discovery.cache.enabled=false",
					"--management.endpoints.web.exposure.include=registry,discovery,info",
					"--management.info.defaults.enabled=false", "--management.info.registry.enabled=true",
					"--spring.main.banner-mode=off");
		await(() -> this.registry.get(MOVIE) != null && listed().routable()
				&& get("/actuator/registry").at("/registrations/0/state").asString().equals("registered"));
	}

	private void useUsers() {
		this.registry
			.put(InstanceContent.builder(USERS.name()).id("user-1").address("10.0.0.7").port(8081).zone("a").build());
		RegistryClient client = this.context.getBean(RegistryClient.class);
		client.loadBalancer()
			.complete(client.loadBalancer().pick(USERS, PickContext.NONE), Outcome.SUCCESS, 12_300_000);
	}

	private ServiceInstance listed() {
		ServiceInstance listed = this.registry.get(MOVIE);
		if (listed == null) {
			throw new AssertionError("not registered");
		}
		return listed;
	}

	private JsonNode answer(String method, String action, @Nullable String body) throws Exception {
		HttpResponse<String> response = send(method, "/actuator/registry" + action, body);
		assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
		return json.readTree(response.body());
	}

	private JsonNode get(String path) throws Exception {
		HttpResponse<String> response = send("GET", path, null);
		assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
		return json.readTree(response.body());
	}

	private HttpResponse<String> send(String method, String path, @Nullable String body)
			throws IOException, InterruptedException {
		String port = this.context.getEnvironment().getProperty("local.server.port");
		HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
		if (method.equals("POST")) {
			request.header("Content-Type", "application/json");
		}
		request.method(method, (body != null) ? BodyPublishers.ofString(body) : BodyPublishers.noBody());
		return this.http.send(request.build(), BodyHandlers.ofString());
	}

	/**
	 * Returns the answer that the documentation shows for a path: the block of JSON below
	 * a paragraph that names it.
	 */
	private static JsonNode documented(String path) throws IOException {
		Pattern named = Pattern.compile(Pattern.quote(path) + "[`\\s]");
		Matcher block = BLOCK.matcher(Files.readString(Path.of("../docs/actuator.md")));
		while (block.find()) {
			if (named.matcher(block.group(1)).find()) {
				return json.readTree(block.group(2));
			}
		}
		throw new AssertionError("no answer is documented for " + path);
	}

	/**
	 * Returns the paths of all fields, those of list elements once.
	 */
	private static Set<String> fields(JsonNode node) {
		Set<String> fields = new TreeSet<>();
		collect("", node, fields);
		return fields;
	}

	private static void collect(String path, JsonNode node, Set<String> fields) {
		if (node.isObject()) {
			node.properties().forEach((field) -> {
				fields.add(path + "/" + field.getKey());
				collect(path + "/" + field.getKey(), field.getValue(), fields);
			});
		}
		else if (node.isArray()) {
			node.forEach((element) -> collect(path + "/*", element, fields));
		}
	}

	private static void await(Callable<Boolean> condition) {
		Awaitility.await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(10)).until(condition);
	}

	@SpringBootConfiguration
	@EnableAutoConfiguration
	static class TestApplication {

	}

}
