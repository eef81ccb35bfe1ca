package io.movieinfo.registry.server.app.api;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.movieinfo.registry.protocol.InstanceContent;
import io.movieinfo.registry.protocol.ServiceKey;
import io.movieinfo.registry.server.InstanceDetails;
import io.movieinfo.registry.server.Operations;
import io.movieinfo.registry.server.Registry;
import io.movieinfo.registry.server.app.RunningServer;
import io.movieinfo.registry.server.audit.AuditQuery;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Sends wrong requests to a server on which the instance {@code k-1} of the service
 * {@code kept} is registered by its second start {@code new}, after {@code old}. Each is
 * refused by a problem that names what is wrong, and nothing is different afterwards.
 * Subclasses have the rows.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class WrongRequestTable {

	private static final ObjectMapper JSON = new ObjectMapper();

	/** Longer than any test: nothing changes by itself. */
	private static final String[] CALM = { "--registry.server.lease.heartbeat-interval=30m",
			"--registry.server.lease.ttl=1h" };

	private @Nullable RunningServer server;

	@BeforeAll
	void startServer() {
		this.server = RunningServer.start(CALM);
		Registry registry = this.server.bean(Registry.class);
		InstanceContent kept = InstanceContent.builder("kept").id("k-1").address("127.0.0.1").port(8080).build();
		get(registry.register(kept, "old", null, null));
		get(registry.register(kept, "new", null, null));
	}

	@AfterAll
	void stopServer() {
		server().close();
	}

	/**
	 * Returns the wrong requests.
	 */
	abstract Stream<WrongRequest> rows();

	final RunningServer server() {
		RunningServer server = this.server;
		if (server == null) {
			throw new IllegalStateException("the server has not been started");
		}
		return server;
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("rows")
	void wrongRequestIsRefusedByAProblemAndChangesNothing(WrongRequest wrong) {
		List<Object> before = state();
		HttpResponse<String> response = server().send(wrong.toHttp(server()));
		assertThat(response.statusCode()).as(response.body()).isEqualTo(wrong.status());
		assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
		JsonNode problem = JSON.readTree(response.body());
		assertThat(problem.get("status").asInt()).isEqualTo(wrong.status());
		assertThat(problem.get("title").asString()).isNotBlank();
		assertThat(text(problem, "code")).isEqualTo(wrong.code());
		assertThat(text(problem, "field")).isEqualTo(wrong.field());
		if (wrong.value() != null && wrong.value().endsWith("…")) {
			assertThat(text(problem, "value")).startsWith(wrong.value().substring(0, wrong.value().length() - 1));
		}
		else {
			assertThat(text(problem, "value")).isEqualTo(wrong.value());
		}
		if (wrong.expected() != null) {
			assertThat(text(problem, "expected")).contains(wrong.expected());
		}
		String detail = problem.get("detail").asString();
		if (wrong.field() != null) {
			assertThat(detail).contains(wrong.field(), problem.get("value").asString(),
					problem.get("expected").asString());
		}
		assertThat(detail).isNotBlank();
		if (wrong.status() == 405) {
			assertThat(response.headers().firstValue("Allow")).hasValue(text(problem, "expected"));
		}
		assertThat(state()).isEqualTo(before);
	}

	/**
	 * Everything that a request could have changed.
	 */
	private List<Object> state() {
		Operations operations = server().bean(Registry.class).operations();
		return List.of(server().state("default", "kept"), server().state("other", "kept"),
				get(operations.details(new ServiceKey("default", "kept"))).stream()
					.map(WrongRequestTable::steady)
					.toList(),
				get(operations.audit(AuditQuery.ALL, 10)));
	}

	/**
	 * All but the time of the last sign of life, which is told to the millisecond only;
	 * every sign of life has a holder of its own.
	 */
	private static List<Object> steady(InstanceDetails details) {
		return List.of(details.instance(), details.registered(), Optional.ofNullable(details.overrides()),
				details.startId(), details.lease(), Optional.ofNullable(details.holder()));
	}

	private static @Nullable String text(JsonNode problem, String field) {
		return problem.has(field) ? problem.get(field).asString() : null;
	}

	private static <T> T get(CompletionStage<T> stage) {
		try {
			return stage.toCompletableFuture().get(10, TimeUnit.SECONDS);
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

}
