package io.movieinfo.sample.faults;

import java.time.Duration;
import java.util.List;
import java.util.Set;

import io.movieinfo.sample.caller.ViewReport;
import io.movieinfo.sample.process.Host;

/**
 * A consumer stands still while the service that it watches changes very often.
 *
 * @param id the scenario's id
 * @param title what happens
 * @param blocked how long it stands still at a time: changes are made for that long at
 * most
 * @param atLeast how long it stands still at a time at least
 */
record BlockedConsumer(String id, String title, Duration blocked, Duration atLeast) implements Scenario {

	private static final int CHANGES = 10_000;

	private static final Set<String> PROVIDERS = Set.of("movie-1", "movie-2", "movie-3");

	private static final String SERVICE = "movie-service";

	private static final Duration EQUAL = Duration.ofSeconds(1);

	/** As much as may wait in a session. */
	private static final long MOST_KIBIBYTES = 1024;

	private static final Duration REST = Duration.ofSeconds(1);

	/** Shorter than it takes to lose a session. */
	static BlockedConsumer shortly() {
		return new BlockedConsumer("6a", "consumer SIGSTOPped during 10,000 changes, 5 s at a time",
				Duration.ofSeconds(5), Duration.ZERO);
	}

	/** A server gives a silent session up after 12 s. */
	static BlockedConsumer untilItsSessionIsOver() {
		return new BlockedConsumer("6b", "consumer SIGSTOPped during 10,000 changes, its session lost",
				Duration.ofMinutes(2), Duration.ofSeconds(20));
	}

	@Override
	public void run(Stage stage, Findings.Taker findings) {
		Cluster cluster = stage.cluster(Host.LOCAL);
		Caller caller = cluster.startAll(PROVIDERS);
		Caller blockedOne = cluster.startCaller("caller-2", Host.LOCAL, "--movieinfo.caller.rate=10");
		blockedOne.awaitRoutable(PROVIDERS);
		ServerView server = new ServerView(cluster.serverUrl());
		Turmoil turmoil = new Turmoil(server, SERVICE, PROVIDERS);
		int changes = 0;
		for (int block = 1; changes < CHANGES; block++) {
			long stopped = Micros.now();
			blockedOne.process().freeze();
			changes = turmoil.make(CHANGES, this.blocked);
			while (Micros.between(stopped, Micros.now()).compareTo(this.atLeast) < 0) {
				stage.progress().pass(Duration.ofMillis(100));
			}
			LiveHeap during = LiveHeap.of(cluster.server(),
					stage.directory().resolve("heap-%d-blocked.txt".formatted(block)));
			long thawed = Micros.now();
			blockedOne.process().thaw();
			findings.time("SIGCONT: view equals the server's list", Promise.within(EQUAL),
					awaitEqual(stage, server, blockedOne, thawed));
			stage.progress().pass(REST);
			LiveHeap after = LiveHeap.of(cluster.server(),
					stage.directory().resolve("heap-%d-after.txt".formatted(block)));
			findings.number("server's memory for it, KiB", Promise.atMost(MOST_KIBIBYTES),
					Math.max(0, (during.bytes() - after.bytes()) / 1024));
			findings.note("blocked for %.1f s, up to change %d; server's live heap %d KiB, then %d KiB".formatted(
					Micros.between(stopped, thawed).toMillis() / 1e3, changes, during.bytes() / 1024,
					after.bytes() / 1024));
		}
		Judge.calls(caller, "10,000 changes", findings);
	}

	private static Duration awaitEqual(Stage stage, ServerView server, Caller caller, long since) {
		long equal = stage.progress().await("equal view of " + caller.process(), () -> {
			List<ViewReport.Listed> listed = server.instances(SERVICE);
			ViewReport report = caller.report(SERVICE);
			return Set.copyOf(listed).equals(Set.copyOf(report.instances())) ? Long.valueOf(report.latestMicros())
					: null;
		});
		return (equal > since) ? Micros.between(since, equal) : Duration.ZERO;
	}

}
