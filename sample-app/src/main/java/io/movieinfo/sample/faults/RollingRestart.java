package io.movieinfo.sample.faults;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import io.movieinfo.sample.process.Host;
import org.jspecify.annotations.Nullable;

/**
 * Providers are restarted one after the other, while they are called by GET and POST.
 *
 * @param id the scenario's id
 * @param title what happens
 * @param frozenWatcher whether another consumer stands still during each round
 */
record RollingRestart(String id, String title, boolean frozenWatcher) implements Scenario {

	private static final int ROUNDS = 5;

	private static final int CALLS = 50_000;

	private static final Set<String> PROVIDERS = Set.of("movie-1", "movie-2", "movie-3");

	private static final Duration STOP_LIMIT = Duration.ofSeconds(30);

	static RollingRestart undisturbed() {
		return new RollingRestart("3a", "rolling restart of 3 providers, 5 rounds, GET and POST", false);
	}

	static RollingRestart withFrozenWatcher() {
		return new RollingRestart("3b", "the same while another watcher is SIGSTOPped", true);
	}

	@Override
	public void run(Stage stage, Findings.Taker findings) {
		Cluster cluster = stage.cluster(Host.LOCAL);
		Caller caller = cluster.startAll(PROVIDERS, "--movieinfo.caller.posts=true");
		Caller watcher = this.frozenWatcher ? watcher(cluster) : null;
		for (int round = 0; round < ROUNDS || caller.calls().ok() < CALLS; round++) {
			freeze(watcher);
			for (String name : List.copyOf(new TreeSet<>(PROVIDERS))) {
				restart(cluster, caller, name, findings);
			}
			thaw(watcher);
		}
		findings.number("rolling restart: calls", Promise.atLeast(CALLS), caller.calls().ok());
		Judge.calls(caller, "rolling restart", findings);
	}

	private static void restart(Cluster cluster, Caller caller, String name, Findings.Taker findings) {
		long asked = Micros.now();
		cluster.stop(name);
		findings.time("SIGTERM: process ended", Promise.within(STOP_LIMIT), Micros.between(asked, Micros.now()));
		findings.time("SIGTERM: gone from the view", Promise.within(STOP_LIMIT), caller.awaitGone(name, asked));
		cluster.startProvider(name);
		caller.awaitRoutable(Set.of(name));
	}

	private static Caller watcher(Cluster cluster) {
		return cluster.startCaller("caller-2", Host.LOCAL, "--movieinfo.caller.rate=10");
	}

	private static void freeze(@Nullable Caller watcher) {
		if (watcher != null) {
			watcher.process().freeze();
		}
	}

	private static void thaw(@Nullable Caller watcher) {
		if (watcher != null) {
			watcher.process().thaw();
		}
	}

}
