package io.movieinfo.registry.server.app.api;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

import io.movieinfo.registry.server.app.RunningServer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Reads a server's event stream.
 */
final class EventReader implements AutoCloseable {

	private static final ObjectMapper JSON = new ObjectMapper();

	private final BufferedReader lines;

	private EventReader(InputStream stream) {
		this.lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
	}

	/**
	 * Begins to read.
	 * @param query the query with its {@code ?}, or nothing
	 * @param headers names and values of more headers
	 */
	static EventReader open(RunningServer server, String query, String... headers)
			throws IOException, InterruptedException {
		HttpRequest.Builder request = HttpRequest.newBuilder(server.uri("/v1/events" + query));
		if (headers.length > 0) {
			request.headers(headers);
		}
		HttpResponse<InputStream> response = RunningServer.HTTP.send(request.build(), BodyHandlers.ofInputStream());
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(response.headers().firstValue("Content-Type")).hasValue("text/event-stream");
		assertThat(response.headers().firstValue("Cache-Control")).hasValue("no-store");
		return new EventReader(response.body());
	}

	Event next() throws IOException {
		Map<String, String> fields = new HashMap<>();
		for (String line = this.lines.readLine(); line != null; line = this.lines.readLine()) {
			if (line.isEmpty() && fields.containsKey("event")) {
				return new Event(text(fields, "id"), text(fields, "event"), JSON.readTree(text(fields, "data")));
			}
			int colon = line.indexOf(':');
			if (colon > 0) {
				fields.put(line.substring(0, colon), line.substring(colon + 1).strip());
			}
		}
		throw new AssertionError("the stream has ended");
	}

	@Override
	public void close() throws IOException {
		this.lines.close();
	}

	private static String text(Map<String, String> fields, String name) {
		String text = fields.get(name);
		assertThat(text).as(name).isNotNull();
		return String.valueOf(text);
	}

	/**
	 * An event.
	 *
	 * @param id its id
	 * @param name its name
	 * @param data its data
	 */
	record Event(String id, String name, JsonNode data) {

	}

}
