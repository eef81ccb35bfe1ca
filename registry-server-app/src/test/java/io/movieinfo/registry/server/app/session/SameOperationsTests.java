package io.movieinfo.registry.server.app.session;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

import io.movieinfo.registry.server.app.RunningServer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Does the same things to two servers, to one over HTTP and to the other through
 * sessions, and compares what they answer and what they list.
 */
class SameOperationsTests {

	private static final int OPERATIONS = 10_000;

	private static final ObjectMapper JSON = new ObjectMapper();

	// nothing happens by itself
	private static final String[] CALM = { "--registry.server.lease.ttl=1h",
			"--registry.server.lease.heartbeat-interval=30m", "--registry.server.probe.enabled=false" };

	private final RunningServer http = RunningServer.start(CALM);

	private final RunningServer sessions = RunningServer.start(CALM);

	private final RawClient session = RawClient.greeted(this.sessions);

	/** What predecessors say that do not know that they have been replaced. */
	private final RawClient late = RawClient.greeted(this.sessions);

	private final Map<String, List<String>> startIds = new HashMap<>();

	private final Map<String, Integer> outcomes = new TreeMap<>();

	private long seq = 10;

	@AfterEach
	void stop() {
		this.session.close();
		this.late.close();
		this.http.close();
		this.sessions.close();
	}

	@Test
	void sameOperationsOverHttpAndSessionsLeadToTheSameStateAndRevisions() {
		long seed = 20_260_101;
		Random random = new Random(seed);
		for (int i = 0; i < OPERATIONS; i++) {
			Operation operation = next(random, i);
			String overHttp = overHttp(operation);
			String inSession = inSession(operation);
			assertThat(inSession).as("operation %d with seed %d, %s", i, seed, operation).isEqualTo(overHttp);
			this.outcomes.merge(operation.kind + " " + overHttp.replaceAll("\\d+", "n"), 1, Integer::sum);
			remember(operation, overHttp);
			if (i % 500 == 0 || i == OPERATIONS - 1) {
				assertThat(state(this.sessions)).as("after operation %d with seed %d", i, seed)
					.isEqualTo(state(this.http));
			}
		}
		// all that can come about has come about
		assertThat(this.outcomes.keySet()).containsExactly("DEREGISTER gone", "DEREGISTER instance_unknown",
				"DEREGISTER superseded", "DRAIN drained", "HEARTBEAT alive", "HEARTBEAT register_again", "LEAVE gone",
				"REGISTER registered n at n", "REGISTER superseded");
	}

	private Operation next(Random random, int number) {
		String namespace = random.nextInt(4) == 0 ? "staging" : "default";
		String service = "service-" + random.nextInt(3);
		String id = "i-" + random.nextInt(8);
		List<String> known = this.startIds.getOrDefault(namespace + service + id, List.of());
		Kind kind = switch (random.nextInt(20)) {
			case 0, 1 -> Kind.DEREGISTER;
			case 2 -> known.isEmpty() ? Kind.REGISTER : Kind.LEAVE;
			case 3 -> known.isEmpty() ? Kind.REGISTER : Kind.DRAIN;
			case 4, 5, 6, 7, 8 -> Kind.HEARTBEAT;
			default -> Kind.REGISTER;
		};
		boolean old = (kind == Kind.DEREGISTER || kind == Kind.REGISTER) && known.size() > 1 && random.nextInt(8) == 0;
		boolean fresh = known.isEmpty() || (kind == Kind.REGISTER && random.nextInt(4) == 0);
		String startId = old ? known.get(random.nextInt(known.size() - 1))
				: fresh ? "s-" + number : known.get(known.size() - 1);
		String content = random.nextInt(3) == 0 ? "\"port\":8080"
				: "\"port\":%d,\"weight\":%d,\"enabled\":%b,\"tags\":[\"t%d\"],\"meta\":{\"k\":\"v%d\"},\"zone\":\"z%d\""
					.formatted(8080 + random.nextInt(2), 1 + random.nextInt(1000), random.nextBoolean(),
							random.nextInt(3), random.nextInt(3), random.nextInt(2));
		String health = switch (random.nextInt(5)) {
			case 0 -> "\"health\":\"unhealthy\",\"cause\":\"not-ready\"";
			case 1 -> "\"health\":\"unhealthy\"";
			case 2 -> "\"health\":\"unknown\"";
			default -> "\"health\":\"healthy\"";
		};
		return new Operation(kind, namespace, service, id, startId, old, content, health);
	}

	private void remember(Operation operation, String outcome) {
		String key = operation.namespace + operation.service + operation.id;
		if (outcome.equals("gone")) {
			this.startIds.remove(key);
		}
		else if (outcome.startsWith("registered")) {
			List<String> known = this.startIds.computeIfAbsent(key, (unknown) -> new ArrayList<>());
			known.remove(operation.startId);
			known.add(operation.startId);
			// the registry remembers as many
			if (known.size() > 16) {
				known.remove(0);
			}
		}
	}

	private String overHttp(Operation operation) {
		String instance = "/v1/services/%s/instances/%s".formatted(operation.service, operation.id);
		String namespace = "?namespace=" + operation.namespace;
		HttpResponse<String> response = switch (operation.kind) {
			case REGISTER -> send("PUT", instance + namespace, "{\"address\":\"127.0.0.1\",%s,%s,\"start_id\":\"%s\"}"
				.formatted(operation.content, operation.health, operation.startId));
			case HEARTBEAT -> send("PUT", instance + "/heartbeat" + namespace,
					"{%s,\"start_id\":\"%s\"}".formatted(operation.health, operation.startId));
			case DRAIN -> send("POST", instance + "/drain" + namespace, "{\"reason\":\"test\",\"limit\":\"0\"}");
			case LEAVE -> send("DELETE", instance + namespace + "&drain=0&start_id=" + operation.startId, null);
			case DEREGISTER -> send("DELETE", instance + namespace + "&start_id=" + operation.startId, null);
		};
		if (response.statusCode() >= 400) {
			return JSON.readTree(response.body()).get("code").asString();
		}
		return switch (operation.kind) {
			case REGISTER -> registered(JSON.readTree(response.body()));
			case HEARTBEAT -> "alive";
			case DRAIN -> "drained";
			case LEAVE, DEREGISTER -> "gone";
		};
	}

	private HttpResponse<String> send(String method, String path, @Nullable String body) {
		HttpRequest.Builder request = HttpRequest.newBuilder(this.http.uri(path));
		if (body != null) {
			request.header("Content-Type", "application/json").method(method, BodyPublishers.ofString(body));
		}
		else {
			request.method(method, BodyPublishers.noBody());
		}
		return this.http.send(request.build());
	}

	private String inSession(Operation operation) {
		RawClient client = operation.old ? this.late : this.session;
		String instance = "\"namespace\":\"%s\",\"name\":\"%s\",\"id\":\"%s\"".formatted(operation.namespace,
				operation.service, operation.id);
		String named = instance + ",\"start_id\":\"" + operation.startId + "\"";
		return switch (operation.kind) {
			case REGISTER -> ask(client, "register", """
					"start_id":"%s",%s,"instance":{%s,"address":"127.0.0.1",%s}""".formatted(operation.startId,
					operation.health, instance, operation.content));
			case HEARTBEAT -> ask(client, "heartbeat", "\"health\":[{%s,%s}]".formatted(instance, operation.health));
			case DRAIN -> ask(client, "drain", named + ",\"limit\":0");
			case LEAVE -> {
				String drained = ask(client, "drain", named + ",\"limit\":0");
				yield drained.equals("drained") ? ask(client, "deregister", named) : drained;
			}
			case DEREGISTER -> {
				// a session is told the same of what has gone as of what was never there
				boolean there = this.startIds.containsKey(operation.namespace + operation.service + operation.id);
				String gone = ask(client, "deregister", named);
				yield (there || !gone.equals("gone")) ? gone : "instance_unknown";
			}
		};
	}

	private String ask(RawClient client, String type, String fields) {
		client.send("{\"type\":\"%s\",\"seq\":%d,%s}".formatted(type, ++this.seq, fields));
		JsonNode answer = client.next();
		assertThat(answer.get("re").asLong()).isEqualTo(this.seq);
		return switch (answer.get("type").asString()) {
			case "registered" -> registered(answer);
			case "alive" -> "alive";
			case "drained" -> "drained";
			case "done" -> "gone";
			case "error" -> {
				if (type.equals("heartbeat")) {
					client.expect("alive");
				}
				yield answer.get("code").asString();
			}
			default -> answer.toString();
		};
	}

	private static String registered(JsonNode answer) {
		String cursor = answer.get("cursor").asString();
		return "registered %d at %s".formatted(answer.get("incarnation").asLong(),
				cursor.substring(cursor.indexOf('.') + 1));
	}

	/**
	 * Everything that is listed, and every revision; who holds what is different.
	 */
	private static String state(RunningServer server) {
		StringBuilder state = new StringBuilder(server.get("/v1/namespaces").body());
		for (String namespace : List.of("default", "staging")) {
			String services = server.get("/v1/services?namespace=" + namespace).body();
			String epoch = JSON.readTree(services).get("cursor").asString().replaceFirst("\\..*", "");
			state.append('\n').append(services.replace(epoch, "epoch"));
			for (int i = 0; i < 3; i++) {
				String list = "/v1/services/service-%d/instances?health=all&namespace=%s".formatted(i, namespace);
				state.append('\n').append(server.get(list).body().replace(epoch, "epoch"));
				JSON.readTree(server.get(list + "&view=operator").body())
					.path("instances")
					.findValues("operator")
					.forEach((operator) -> state.append('\n').append(operator.get("start_id").asString()));
			}
		}
		return state.toString();
	}

	private enum Kind {

		REGISTER, HEARTBEAT, DRAIN, LEAVE, DEREGISTER

	}

	private record Operation(Kind kind, String namespace, String service, String id, String startId, boolean old,
			String content, String health) {

	}

}
