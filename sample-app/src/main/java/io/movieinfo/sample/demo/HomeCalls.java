package io.movieinfo.sample.demo;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Somebody who opens front pages all the time, one after the other, and takes down how it
 * went.
 */
final class HomeCalls implements AutoCloseable {

	private static final Duration PAUSE = Duration.ofMillis(10);

	/**
	 * Longer than any call should take, so that a slow one is not taken for a lost one.
	 */
	private static final Duration LIMIT = Duration.ofSeconds(20);

	private static final int USERS = 12;

	private final HttpClient http = HttpClient.newBuilder().connectTimeout(LIMIT).build();

	private final JsonMapper json = JsonMapper.builder().build();

	private final ScheduledExecutorService caller = Executors.newSingleThreadScheduledExecutor((task) -> {
		Thread thread = new Thread(task, "home-calls");
		thread.setDaemon(true);
		return thread;
	});

	private final URI home;

	/** Guarded by this. */
	private final List<HomeCall> calls = new ArrayList<>();

	private int nextUser;

	private @Nullable Future<?> calling;

	HomeCalls(URI home) {
		this.home = home;
	}

	void start() {
		this.calling = this.caller.scheduleWithFixedDelay(this::call, 0, PAUSE.toNanos(), TimeUnit.NANOSECONDS);
	}

	/**
	 * Begins to count, with the call that is under way.
	 */
	Count count() {
		return new Count(System.nanoTime());
	}

	private void call() {
		HomeCall call = get(this.home.resolve("/home/" + (this.nextUser++ % USERS + 1)));
		synchronized (this) {
			this.calls.add(call);
		}
	}

	private HomeCall get(URI page) {
		long start = System.nanoTime();
		try {
			HttpResponse<String> response = this.http.send(HttpRequest.newBuilder(page).timeout(LIMIT).build(),
					HttpResponse.BodyHandlers.ofString());
			return (response.statusCode() == 200) ? HomeCall.answered(start, instances(response.body()))
					: HomeCall.failed(start, response.statusCode() + " " + response.body());
		}
		catch (IOException | RuntimeException ex) {
			return HomeCall.failed(start, ex.toString());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return HomeCall.failed(start, "interrupted");
		}
	}

	private List<String> instances(String page) {
		JsonNode tree = this.json.readTree(page);
		List<String> instances = new ArrayList<>();
		instances.add(tree.at("/user/instance").asString());
		tree.at("/favourites").forEach((movie) -> instances.add(movie.at("/instance").asString()));
		return instances;
	}

	private synchronized List<HomeCall> endedSince(long nanos) {
		return this.calls.stream().filter((call) -> call.endNanos() - nanos >= 0).toList();
	}

	@Override
	public void close() {
		if (this.calling != null) {
			this.calling.cancel(false);
		}
		this.caller.shutdown();
	}

	/**
	 * The calls that ended after a moment.
	 */
	final class Count {

		private final long startNanos;

		private Count(long startNanos) {
			this.startNanos = startNanos;
		}

		CallStatistics statistics() {
			return CallStatistics.of(endedSince(this.startNanos));
		}

	}

}
