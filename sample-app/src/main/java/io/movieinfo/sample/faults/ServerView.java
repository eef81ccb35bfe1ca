package io.movieinfo.sample.faults;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;

import io.movieinfo.sample.caller.ViewReport;
import io.movieinfo.sample.process.CheckFailedException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The registry server as anybody sees it over HTTP. Its methods block while they ask it,
 * for ten seconds at most.
 */
final class ServerView {

	private static final Duration LIMIT = Duration.ofSeconds(10);

	private static final JsonMapper json = JsonMapper.builder().build();

	private final HttpClient http = HttpClient.newBuilder()
		.version(HttpClient.Version.HTTP_1_1)
		.connectTimeout(LIMIT)
		.build();

	private final URI url;

	ServerView(URI url) {
		this.url = url;
	}

	/**
	 * Returns all instances of a service that are listed, routable or not.
	 */
	List<ViewReport.Listed> instances(String service) {
		return instances(service, "health=all").values().stream().map(ServerView::listed).toList();
	}

	/**
	 * Returns the ids of a service's routable instances that keep a session with the
	 * server, and have been heard of since a moment, in microseconds since 1970.
	 */
	Set<String> connected(String service, long sinceMicros) {
		Set<String> connected = new TreeSet<>();
		instances(service, "view=operator").forEach((id, instance) -> {
			JsonNode operator = instance.path("operator");
			if (operator.at("/holder/kind").asString("").equals("session")
					&& micros(operator.path("last_seen").asString("")) >= sinceMicros) {
				connected.add(id);
			}
		});
		return connected;
	}

	/**
	 * Sends a request with a JSON body, or none if it is empty, and waits for nothing.
	 * @param path below the service's instances
	 * @return the answer's status
	 */
	CompletableFuture<Integer> send(String method, String service, String path, String body) {
		HttpRequest request = HttpRequest
			.newBuilder(this.url.resolve("/v1/services/%s/instances/%s".formatted(service, path)))
			.header("Content-Type", "application/json")
			.timeout(LIMIT)
			.method(method,
					body.isEmpty() ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body))
			.build();
		return this.http.sendAsync(request, HttpResponse.BodyHandlers.discarding()).thenApply(HttpResponse::statusCode);
	}

	private Map<String, JsonNode> instances(String service, String query) {
		URI uri = this.url.resolve("/v1/services/%s/instances?%s".formatted(service, query));
		try {
			HttpResponse<String> response = this.http.send(HttpRequest.newBuilder(uri).timeout(LIMIT).build(),
					HttpResponse.BodyHandlers.ofString());
			Map<String, JsonNode> byId = new TreeMap<>();
			if (response.statusCode() == 200) {
				json.readTree(response.body())
					.path("instances")
					.forEach((instance) -> byId.put(instance.path("id").asString(""), instance));
			}
			return byId;
		}
		catch (IOException ex) {
			throw new CheckFailedException("the server does not answer %s: %s".formatted(uri, ex));
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new CheckFailedException("interrupted");
		}
	}

	private static ViewReport.Listed listed(JsonNode instance) {
		Map<String, String> meta = new TreeMap<>();
		instance.path("meta").properties().forEach((entry) -> meta.put(entry.getKey(), entry.getValue().asString("")));
		return new ViewReport.Listed(instance.path("id").asString(""), instance.path("address").asString(""),
				instance.path("port").asInt(0), instance.path("weight").asInt(0), meta,
				instance.path("health").asString(""));
	}

	private static long micros(String instant) {
		return instant.isEmpty() ? 0 : ChronoUnit.MICROS.between(Instant.EPOCH, Instant.parse(instant));
	}

}
