package io.movieinfo.registry.server.app.api;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

import io.movieinfo.registry.server.app.RunningServer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Calls a server's API, and checks how it answers.
 */
final class ApiClient {

	private static final ObjectMapper JSON = new ObjectMapper();

	private final RunningServer server;

	ApiClient(RunningServer server) {
		this.server = server;
	}

	/**
	 * Sends a request.
	 * @param body its body in JSON, or {@code null} for none
	 */
	Answer send(String method, String path, @Nullable String body) {
		return send(method, path, body, "application/json");
	}

	Answer send(String method, String path, @Nullable String body, String contentType) {
		HttpRequest.Builder request = HttpRequest.newBuilder(this.server.uri(path))
			.method(method,
					(body != null) ? HttpRequest.BodyPublishers.ofString(body) : HttpRequest.BodyPublishers.noBody());
		request.header("User-Agent", "test");
		if (body != null) {
			request.header("Content-Type", contentType);
		}
		return new Answer(this.server.send(request.build()));
	}

	/**
	 * What came back.
	 */
	static final class Answer {

		private final HttpResponse<String> response;

		private Answer(HttpResponse<String> response) {
			this.response = response;
		}

		/**
		 * Returns the JSON of an answer with this status.
		 */
		JsonNode json(int status) {
			assertThat(this.response.statusCode()).as(this.response.body()).isEqualTo(status);
			assertThat(header("Content-Type")).isEqualTo("application/json");
			return JSON.readTree(this.response.body());
		}

		/**
		 * Checks that the answer is 204.
		 */
		Answer none() {
			assertThat(this.response.statusCode()).as(this.response.body()).isEqualTo(204);
			assertThat(this.response.body()).isEmpty();
			return this;
		}

		/**
		 * Returns the problem of a refusal.
		 */
		JsonNode problem(int status, String code) {
			assertThat(this.response.statusCode()).as(this.response.body()).isEqualTo(status);
			assertThat(header("Content-Type")).isEqualTo("application/problem+json");
			JsonNode problem = JSON.readTree(this.response.body());
			assertThat(problem.get("code").asString()).isEqualTo(code);
			return problem;
		}

		@Nullable String header(String name) {
			return this.response.headers().firstValue(name).orElse(null);
		}

	}

}
