package io.movieinfo.sample.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;

import io.movieinfo.registry.protocol.Cursor;
import io.movieinfo.registry.protocol.ServiceInstance;
import io.movieinfo.sample.process.CheckFailedException;
import io.movieinfo.sample.process.JavaProcess;
import io.movieinfo.sample.process.Progress;
import io.movieinfo.sample.process.Took;
import org.jspecify.annotations.Nullable;

import org.springframework.util.FileSystemUtils;

/**
 * A working day of MovieInfo: what happens to its processes, and what its callers must
 * not notice of it. Each step goes on from where the one before has left.
 */
final class Scenario implements AutoCloseable {

	private static final Duration SERVER_AWAY = Duration.ofSeconds(2);

	private static final Duration RECONNECTION_LIMIT = Duration.ofSeconds(30);

	private static final int ENOUGH_CALLS = 100;

	private final MovieInfo movieInfo;

	private final RegistryView view;

	private final Progress progress;

	private final Path data;

	private @Nullable HomeCalls calls;

	private HomeCalls.@Nullable Count wholeDay;

	/**
	 * Creates it; nothing happens before the first step.
	 * @param data where the server keeps its data
	 */
	Scenario(MovieInfo movieInfo, RegistryView view, Progress progress, Path data) {
		this.movieInfo = movieInfo;
		this.view = view;
		this.progress = progress;
		this.data = data;
	}

	/**
	 * Returns the steps by their names, in order; each returns what was seen.
	 */
	Map<String, Supplier<List<String>>> steps() {
		Map<String, Supplier<List<String>>> steps = new LinkedHashMap<>();
		steps.put("start server, 2 movie, 2 user, 1 home", this::start);
		steps.put("call home", this::callHome);
		steps.put("kill -9 movie-1", this::killMovie);
		steps.put("movie-3 joins", this::movieJoins);
		steps.put("stop user-1 gracefully", this::stopUser);
		steps.put("kill -9 server, start it again", this::restartServer);
		steps.put("the same, data deleted", this::restartServerWithoutData);
		steps.put("second process takes over user-2", this::takeOver);
		steps.put("all calls of the day", this::allCalls);
		steps.put("start and stop in one warm process", this::cycles);
		return steps;
	}

	private List<String> start() {
		long start = System.nanoTime();
		this.movieInfo.startAll();
		this.calls = new HomeCalls(this.movieInfo.home());
		this.wholeDay = this.calls.count();
		this.calls.start();
		return List.of("all listed after " + Took.text(Took.since(start)));
	}

	private List<String> callHome() {
		HomeCalls.Count count = calls().count();
		awaitCalls(count, 2 * ENOUGH_CALLS);
		List.of("movie-1", "movie-2", "user-1", "user-2")
			.forEach((id) -> this.progress.until("answer of " + id, () -> count.statistics().answeredBy(id) > 0));
		CallStatistics statistics = count.statistics();
		statistics.ensureAllAnswered();
		return List.of(statistics.toString(), "answered by " + shares(statistics, "movie-1", "movie-2"),
				"answered by " + shares(statistics, "user-1", "user-2"));
	}

	private List<String> killMovie() {
		HomeCalls.Count count = calls().count();
		long killed = System.nanoTime();
		this.movieInfo.kill("movie-1");
		Duration gone = awaitGone("movie-1", killed);
		HomeCalls.Count afterwards = calls().count();
		awaitCalls(afterwards, ENOUGH_CALLS);
		ensureNotAnswering(afterwards.statistics(), "movie-1");
		return List.of(allAnswered(count), "gone from a watching consumer after %s (%s)".formatted(Took.text(gone),
				this.view.whyNotRoutable("movie-service", "movie-1")));
	}

	private List<String> movieJoins() {
		HomeCalls.Count count = calls().count();
		long launched = System.nanoTime();
		this.movieInfo.launch("movie-3", "movie-3");
		this.movieInfo.awaitListed("movie-3");
		long listed = this.progress.await("word of movie-3",
				() -> this.view.when("movie-service", "movie-3", true, launched));
		this.progress.until("answer of movie-3", () -> count.statistics().answeredBy("movie-3") > 0);
		Duration firstAnswer = Took.since(listed);
		HomeCalls.Count afterwards = calls().count();
		awaitCalls(afterwards, ENOUGH_CALLS);
		return List.of(allAnswered(count), "seen answering %s after it was listed".formatted(Took.text(firstAnswer)),
				"answered by " + shares(afterwards.statistics(), "movie-2", "movie-3"));
	}

	private List<String> stopUser() {
		HomeCalls.Count count = calls().count();
		long stopped = System.nanoTime();
		this.movieInfo.stop("user-1");
		Duration ended = Took.since(stopped);
		Duration gone = awaitGone("user-1", stopped);
		HomeCalls.Count afterwards = calls().count();
		awaitCalls(afterwards, ENOUGH_CALLS);
		ensureNotAnswering(afterwards.statistics(), "user-1");
		return List.of(allAnswered(count), "gone from a watching consumer after %s, process ended after %s"
			.formatted(Took.text(gone), Took.text(ended)));
	}

	private List<String> restartServer() {
		Cursor before = cursor();
		HomeCalls.Count count = calls().count();
		Set<String> listed = this.view.routable();
		long killed = System.nanoTime();
		this.movieInfo.killServer();
		this.progress.pass(SERVER_AWAY);
		this.movieInfo.startServer();
		Duration away = Took.since(killed);
		Duration connected = awaitAllConnected();
		this.movieInfo.launch("user-1", "user-1");
		this.movieInfo.awaitListed("user-1");
		this.view.ensureNeverWithout(listed, killed);
		Cursor after = cursor();
		if (!after.sameEpoch(before) || after.revision() <= before.revision()) {
			throw new CheckFailedException("the history went from %s to %s".formatted(before, after));
		}
		awaitCalls(calls().count(), ENOUGH_CALLS);
		return List.of(allAnswered(count),
				"server away for %s, everyone connected %s later".formatted(Took.text(away), Took.text(connected)),
				"no list was ever shorter, revisions went on from %d to %d".formatted(before.revision(),
						after.revision()));
	}

	private List<String> restartServerWithoutData() {
		HomeCalls.Count count = calls().count();
		Set<String> listed = this.view.routable();
		long killed = System.nanoTime();
		this.movieInfo.killServer();
		deleteData();
		this.progress.pass(SERVER_AWAY);
		this.movieInfo.startServer();
		Duration away = Took.since(killed);
		long back = System.nanoTime();
		awaitAllConnected();
		try (RegistryView newcomer = RegistryView.open(this.movieInfo.serverUrl(), "newcomer")) {
			this.progress.until("registration of all of " + listed, () -> newcomer.routable().containsAll(listed));
		}
		Duration registered = Took.since(back);
		this.progress.until("complete list", this.view::complete);
		Duration complete = Took.since(back);
		this.view.ensureNeverWithout(listed, killed);
		awaitCalls(calls().count(), ENOUGH_CALLS);
		return List.of(allAnswered(count),
				"server away for %s, everyone registered again %s later".formatted(Took.text(away),
						Took.text(registered)),
				"no list was ever shorter, lists called complete after " + Took.text(complete));
	}

	private List<String> takeOver() {
		HomeCalls.Count count = calls().count();
		JavaProcess predecessor = this.movieInfo.process("user-2");
		ServiceInstance old = this.movieInfo.awaitListed("user-2");
		long launched = System.nanoTime();
		this.movieInfo.launch("user-2-again", "user-2");
		ServiceInstance successor = this.progress.await("take-over of user-2",
				() -> listedAgain("user-2", old.incarnation()));
		this.progress.until("word on it in " + predecessor.log(),
				() -> logOf(predecessor).contains("newer process has registered"));
		this.movieInfo.stop("user-2");
		awaitCalls(calls().count(), ENOUGH_CALLS);
		this.view.ensureNeverWithout(Set.of("user-2"), launched);
		if (!successor.equals(this.view.routable("user-service", "user-2"))) {
			throw new CheckFailedException("the predecessor's end has changed " + successor);
		}
		return List.of(allAnswered(count),
				"port %d instead of %d; its predecessor says in its log that it is superseded,"
					.formatted(successor.port(), old.port()),
				"and its end has changed nothing");
	}

	private List<String> allCalls() {
		calls().close();
		return List.of(allAnswered(Objects.requireNonNull(this.wholeDay, "nobody calls yet")));
	}

	private List<String> cycles() {
		return new RegistrationCycles(this.movieInfo.serverUrl(), this.view, this.progress).run();
	}

	private @Nullable ServiceInstance listedAgain(String id, long afterIncarnation) {
		ServiceInstance instance = this.view.routable(MovieInfo.service(id), id);
		return (instance != null && instance.incarnation() > afterIncarnation) ? instance : null;
	}

	private Duration awaitGone(String id, long since) {
		long gone = this.progress.await("list without " + id,
				() -> this.view.when(MovieInfo.service(id), id, false, since));
		return Duration.ofNanos(gone - since);
	}

	private Duration awaitAllConnected() {
		long start = System.nanoTime();
		this.movieInfo.awaitAllConnected();
		Duration took = Took.since(start);
		if (took.compareTo(RECONNECTION_LIMIT) > 0) {
			throw new CheckFailedException("it took %s until everyone was connected, expected at most %s"
				.formatted(Took.text(took), Took.text(RECONNECTION_LIMIT)));
		}
		return took;
	}

	private void awaitCalls(HomeCalls.Count count, int calls) {
		this.progress.until(calls + " calls", () -> count.statistics().calls() >= calls);
	}

	private static String allAnswered(HomeCalls.Count count) {
		CallStatistics statistics = count.statistics();
		statistics.ensureAllAnswered();
		return statistics.toString();
	}

	private static void ensureNotAnswering(CallStatistics statistics, String id) {
		if (statistics.answeredBy(id) > 0) {
			throw new CheckFailedException("%s still answered %d times".formatted(id, statistics.answeredBy(id)));
		}
	}

	/**
	 * Returns the shares of two instances in words. The slower one, or one that has just
	 * joined, rightly gets less.
	 */
	private static String shares(CallStatistics statistics, String one, String other) {
		double share = statistics.share(one, one, other);
		return "%s %.0f %%, %s %.0f %%".formatted(one, share * 100, other, (1 - share) * 100);
	}

	private Cursor cursor() {
		return Objects.requireNonNull(this.view.now("user-service").cursor(), "user-service was never seen");
	}

	private HomeCalls calls() {
		return Objects.requireNonNull(this.calls, "nobody calls yet");
	}

	private static String logOf(JavaProcess process) {
		try {
			return Files.readString(process.log());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private void deleteData() {
		try {
			FileSystemUtils.deleteRecursively(this.data);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public void close() {
		if (this.calls != null) {
			this.calls.close();
		}
	}

}
