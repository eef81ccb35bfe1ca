package io.movieinfo.sample.faults;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

import io.movieinfo.sample.caller.CallReport;
import io.movieinfo.sample.caller.ViewReport;
import io.movieinfo.sample.process.CheckFailedException;
import io.movieinfo.sample.process.JavaProcess;
import tools.jackson.databind.json.JsonMapper;

/**
 * A process that calls services all the time, seen from here. Its methods block while
 * they ask it, for ten seconds at most.
 */
final class Caller {

	private static final Duration LIMIT = Duration.ofSeconds(10);

	private static final JsonMapper json = JsonMapper.builder().build();

	private final HttpClient http = HttpClient.newBuilder()
		.version(HttpClient.Version.HTTP_1_1)
		.connectTimeout(LIMIT)
		.build();

	private final JavaProcess process;

	private final URI url;

	Caller(JavaProcess process, URI url) {
		this.process = process;
		this.url = url;
	}

	JavaProcess process() {
		return this.process;
	}

	/**
	 * Returns where it is asked; the path {@code /calls} is answered once it is ready.
	 */
	URI url() {
		return this.url;
	}

	CallReport calls() {
		return ask("/calls", HttpRequest.newBuilder().GET(), CallReport.class);
	}

	/**
	 * Begins to count calls anew.
	 * @return how they went until now
	 */
	CallReport reset() {
		return ask("/calls/reset", HttpRequest.newBuilder().POST(HttpRequest.BodyPublishers.noBody()),
				CallReport.class);
	}

	/**
	 * Returns all that it has known of a service.
	 */
	ViewReport report(String service) {
		return ask("/views/" + service, HttpRequest.newBuilder().GET(), ViewReport.class);
	}

	/**
	 * Returns whom its discovery has listed as routable.
	 */
	Timeline view(String service) {
		return new Timeline(report(service).view());
	}

	/**
	 * Returns whom its balancer has picked from.
	 */
	Timeline balancer(String service) {
		return new Timeline(report(service).balancer());
	}

	private <T> T ask(String path, HttpRequest.Builder request, Class<T> type) {
		this.process.ensureAlive();
		try {
			HttpResponse<String> response = this.http.send(request.uri(this.url.resolve(path)).timeout(LIMIT).build(),
					HttpResponse.BodyHandlers.ofString());
			if (response.statusCode() != 200) {
				throw new CheckFailedException(
						"%s answered %s with %d".formatted(this.process, path, response.statusCode()));
			}
			return json.readValue(response.body(), type);
		}
		catch (IOException ex) {
			throw new CheckFailedException("%s does not answer %s: %s".formatted(this.process, path, ex));
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new CheckFailedException("interrupted");
		}
	}

}
