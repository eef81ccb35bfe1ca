package io.movieinfo.sample.faults;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;

import io.movieinfo.sample.caller.CallReport;
import io.movieinfo.sample.caller.ViewReport;
import io.movieinfo.sample.process.CheckFailedException;
import io.movieinfo.sample.process.JavaProcess;
import io.movieinfo.sample.process.Progress;
import tools.jackson.databind.json.JsonMapper;

/**
 * A process that calls services all the time, seen from here. Its methods block while
 * they ask it, for ten seconds at most; those that wait for something, for two minutes.
 */
final class Caller {

	private static final Duration LIMIT = Duration.ofSeconds(10);

	private static final int WARM = 500;

	private static final JsonMapper json = JsonMapper.builder().build();

	private final HttpClient http = HttpClient.newBuilder()
		.version(HttpClient.Version.HTTP_1_1)
		.connectTimeout(LIMIT)
		.build();

	private final JavaProcess process;

	private final Progress progress;

	private final URI url;

	Caller(JavaProcess process, Progress progress, URI url) {
		this.process = process;
		this.progress = progress;
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

	/**
	 * Lets it call until everything is warm, and counts its calls from then on.
	 */
	void warmUp() {
		reset();
		this.progress.until("calls of " + this.process, () -> calls().ok() > WARM);
		reset();
	}

	/**
	 * Waits until it has all of some instances in its view.
	 */
	void awaitRoutable(Collection<String> ids) {
		for (String id : ids) {
			this.progress.until(
					"%s in the view of %s, see the logs beside %s".formatted(id, this.process, this.process.log()),
					() -> view(Cluster.service(id)).latest().contains(id));
		}
	}

	/**
	 * Waits until its view is without an instance.
	 * @param micros the earliest moment at which it counts
	 * @return how long after that moment it was
	 */
	Duration awaitGone(String id, long micros) {
		long gone = this.progress.await("view of %s without %s".formatted(this.process, id),
				() -> view(Cluster.service(id)).gone(id, micros));
		return Micros.between(micros, gone);
	}

	/**
	 * Waits until its balancer does not pick an instance any more.
	 * @param micros the earliest moment at which it counts
	 * @return how long after that moment it was
	 */
	Duration awaitUnpicked(String id, long micros) {
		long unpicked = this.progress.await("balancer of %s without %s".formatted(this.process, id),
				() -> balancer(Cluster.service(id)).gone(id, micros));
		return Micros.between(micros, unpicked);
	}

	/**
	 * Waits until its view has an instance again.
	 * @param micros the earliest moment at which it counts
	 * @return how long after that moment it was
	 */
	Duration awaitBack(String id, long micros) {
		long back = this.progress.await("view of %s with %s".formatted(this.process, id),
				() -> view(Cluster.service(id)).there(id, micros));
		return Micros.between(micros, back);
	}

	/**
	 * Returns which instances were missing in its view at some moment from a given one
	 * on.
	 */
	Set<String> missing(Set<String> ids, long micros) {
		Set<String> missing = new TreeSet<>();
		for (String id : ids) {
			missing.addAll(view(Cluster.service(id)).missing(Set.of(id), micros));
		}
		return missing;
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
