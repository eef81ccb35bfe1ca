package io.movieinfo.sample.caller;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpMethod;
import org.springframework.web.client.RestClient;

/**
 * Calls services by name at a steady rate, whether earlier calls have been answered or
 * not.
 */
final class Calls implements AutoCloseable {

	private static final int NUMBERS = 12;

	private static final Map<String, String> PATHS = Map.of("movie-service", "/movies/{id}", "user-service",
			"/users/{id}");

	private final RestClient http;

	private final CallerProperties properties;

	private final Tally tally;

	private final ScheduledExecutorService timer;

	private final ExecutorService workers;

	private long next;

	private @Nullable Future<?> calling;

	/**
	 * Creates it; nothing is called yet.
	 * @param timer says when the next call is due
	 * @param workers make the calls; one that they refuse counts as missed
	 */
	Calls(RestClient http, CallerProperties properties, Tally tally, ScheduledExecutorService timer,
			ExecutorService workers) {
		this.http = http;
		this.properties = properties;
		this.tally = tally;
		this.timer = timer;
		this.workers = workers;
		properties.services().forEach(Calls::path);
	}

	void start() {
		long period = TimeUnit.SECONDS.toNanos(1) / this.properties.rate();
		this.calling = this.timer.scheduleAtFixedRate(this::callNext, 0, period, TimeUnit.NANOSECONDS);
	}

	@Override
	public void close() {
		if (this.calling != null) {
			this.calling.cancel(false);
		}
	}

	private void callNext() {
		long number = this.next++;
		try {
			this.workers.execute(() -> call(number));
		}
		catch (RejectedExecutionException ex) {
			this.tally.missed();
		}
	}

	private void call(long number) {
		List<String> services = this.properties.services();
		String service = services.get((int) (number % services.size()));
		boolean post = this.properties.posts() && service.equals("movie-service") && number / services.size() % 2 == 1;
		long id = number % NUMBERS + 1;
		long start = System.nanoTime();
		try {
			Answer answer = post ? rate(id) : get(service, id);
			this.tally.answered(answer.instance(), since(start));
		}
		catch (RuntimeException ex) {
			HttpMethod method = post ? HttpMethod.POST : HttpMethod.GET;
			this.tally.failed(method + " " + inWords(ex), since(start));
		}
	}

	private Answer get(String service, long id) {
		return answer(this.http.get().uri("lb://" + service + path(service), id));
	}

	private Answer rate(long movie) {
		return answer(this.http.post().uri("lb://movie-service/movies/{id}/ratings", movie).body(Map.of("stars", 5)));
	}

	private static Answer answer(RestClient.RequestHeadersSpec<?> request) {
		return Objects.requireNonNull(request.retrieve().body(Answer.class), "an empty answer");
	}

	private static String path(String service) {
		String path = PATHS.get(service);
		if (path == null) {
			throw new IllegalArgumentException(
					"movieinfo.caller.services names '%s', expected any of %s".formatted(service, PATHS.keySet()));
		}
		return path;
	}

	private static Duration since(long startNanos) {
		return Duration.ofNanos(System.nanoTime() - startNanos);
	}

	/**
	 * Names the causes too: what the HTTP client throws often says nothing by itself.
	 */
	private static String inWords(Throwable failure) {
		StringBuilder words = new StringBuilder(failure.toString());
		for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
			words.append(", caused by ").append(cause);
		}
		return words.toString();
	}

	/**
	 * What matters here of any service's answer.
	 *
	 * @param instance the id of the instance that answered
	 */
	record Answer(String instance) {

	}

}
