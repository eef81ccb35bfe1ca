package io.movieinfo.sample.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import io.movieinfo.sample.process.Host;

/**
 * A consumer starts while there is no registry, after it was stopped, and after it was
 * killed.
 */
final class ColdStart implements Scenario {

	private static final String NAME = "caller-1";

	private static final Set<String> PROVIDERS = Set.of("movie-1", "movie-2", "movie-3");

	private static final Duration GRACE = Duration.ofSeconds(30);

	/** Enough to reach every instance many times. */
	private static final int CALLS = 500;

	@Override
	public String id() {
		return "8";
	}

	@Override
	public String title() {
		return "consumer starts with no registry and a cache file";
	}

	@Override
	public void run(Stage stage, Findings.Taker findings) {
		Cluster cluster = stage.cluster(Host.LOCAL);
		Caller caller = cluster.startAll(PROVIDERS);
		for (boolean killed : List.of(false, true)) {
			stage.progress().until("list on disk in " + cluster.cache(NAME), () -> keepsAll(cluster.cache(NAME)));
			end(caller, killed);
			cluster.killServer();
			caller = cluster.startCaller(NAME, Host.LOCAL);
			Caller started = caller;
			stage.progress().until("calls of " + NAME, () -> made(started) >= CALLS);
			String when = killed ? "cold start after kill -9" : "cold start after a stop";
			findings.number(when + ": instances in the view", Promise.atLeast(PROVIDERS.size()),
					caller.view("movie-service").latest().size());
			long back = Micros.now();
			cluster.startServer();
			cluster.awaitConnected(Set.of(NAME), back);
			cluster.awaitConnected(PROVIDERS, back);
			findings.number(when + ": instances lost when the server is back", Promise.NONE,
					caller.missing(PROVIDERS, back).size());
			Judge.calls(caller, when + ", from the first call on", findings);
		}
	}

	private static long made(Caller caller) {
		return caller.calls().ok() + caller.calls().failed();
	}

	private static void end(Caller caller, boolean killed) {
		if (killed) {
			caller.process().kill();
		}
		else {
			caller.process().askToStop();
		}
		caller.process().awaitEnd(GRACE);
	}

	private static boolean keepsAll(Path cache) {
		try (Stream<Path> files = Files.exists(cache) ? Files.walk(cache) : Stream.empty()) {
			return files.filter(Files::isRegularFile).anyMatch(ColdStart::namesAll);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static boolean namesAll(Path file) {
		try {
			String text = Files.readString(file);
			return PROVIDERS.stream().allMatch(text::contains);
		}
		catch (IOException ex) {
			// being replaced, or no list: look again
			return false;
		}
	}

}
