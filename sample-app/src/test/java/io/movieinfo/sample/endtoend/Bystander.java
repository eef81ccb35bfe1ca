package io.movieinfo.sample.endtoend;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Somebody else, who renews one instance over HTTP all the time, and notes how long each
 * answer takes.
 */
final class Bystander implements AutoCloseable {

	private static final long PAUSE_MILLIS = 50;

	private final HttpClient http = HttpClient.newHttpClient();

	private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();

	private final HttpRequest renewal;

	/** Guarded by itself. */
	private final List<Long> nanos = new ArrayList<>();

	private Bystander(URI server) {
		this.renewal = HttpRequest.newBuilder(server.resolve("/v1/services/bystander/instances/b-1"))
			.header("Content-Type", "application/json")
			.timeout(Duration.ofSeconds(30))
			.PUT(HttpRequest.BodyPublishers.ofString("{\"address\":\"127.0.0.1\",\"port\":9}"))
			.build();
	}

	static Bystander start(URI server) {
		Bystander bystander = new Bystander(server);
		var unused = bystander.thread.scheduleWithFixedDelay(bystander::renew, 0, PAUSE_MILLIS, TimeUnit.MILLISECONDS);
		return bystander;
	}

	/**
	 * Says how long the answers since the last call took, which are none while there is
	 * no server.
	 */
	String report() {
		synchronized (this.nanos) {
			List<Long> sorted = new ArrayList<>(this.nanos);
			this.nanos.clear();
			if (sorted.isEmpty()) {
				return "-";
			}
			Collections.sort(sorted);
			return "%.0f/%.0f ms".formatted(sorted.get(sorted.size() / 2) / 1e6, sorted.get(sorted.size() - 1) / 1e6);
		}
	}

	@Override
	public void close() {
		this.thread.shutdownNow();
	}

	private void renew() {
		long begun = System.nanoTime();
		try {
			int status = this.http.send(this.renewal, HttpResponse.BodyHandlers.discarding()).statusCode();
			if (status == 200 || status == 201) {
				synchronized (this.nanos) {
					this.nanos.add(System.nanoTime() - begun);
				}
			}
		}
		catch (IOException ex) {
			// there is no server just now
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
