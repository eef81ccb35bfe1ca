package io.movieinfo.sample.cloud;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * Asks for a movie all the time, in one way, and keeps who answered.
 */
final class Caller implements AutoCloseable {

	private static final int PAUSE_MILLIS = 5;

	private static final Pattern INSTANCE = Pattern.compile("\"instance\":\"([^\"]+)\"");

	private final String way;

	private final Callable<@Nullable String> call;

	private final Map<String, Integer> answers = new ConcurrentHashMap<>();

	private final List<String> failures = new CopyOnWriteArrayList<>();

	private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();

	private Caller(String way, Callable<@Nullable String> call) {
		this.way = way;
		this.call = call;
	}

	static Caller start(String way, Callable<@Nullable String> call) {
		Caller caller = new Caller(way, call);
		var unused = caller.thread.scheduleWithFixedDelay(caller::call, 0, PAUSE_MILLIS, TimeUnit.MILLISECONDS);
		return caller;
	}

	/**
	 * Returns what went wrong so far.
	 */
	List<String> failures() {
		return this.failures;
	}

	/**
	 * Returns how often an instance has answered so far.
	 */
	int answersOf(String id) {
		return this.answers.getOrDefault(id, 0);
	}

	/**
	 * Returns how often it was answered so far.
	 */
	int answers() {
		return this.answers.values().stream().mapToInt(Integer::intValue).sum();
	}

	private void call() {
		try {
			String answer = String.valueOf(this.call.call());
			Matcher instance = INSTANCE.matcher(answer);
			if (instance.find()) {
				this.answers.merge(instance.group(1), 1, Integer::sum);
			}
			else {
				this.failures.add(this.way + ": " + answer);
			}
		}
		catch (Exception ex) {
			this.failures.add(this.way + ": " + ex);
		}
	}

	@Override
	public void close() {
		this.thread.shutdown();
		Awaitility.await("end of the last call").atMost(Duration.ofMinutes(1)).until(this.thread::isTerminated);
	}

	@Override
	public String toString() {
		return this.way;
	}

}
