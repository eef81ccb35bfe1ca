package io.movieinfo.sample.faults;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import io.movieinfo.sample.process.Host;

/**
 * Providers stand still for a while, without losing a connection, and go on.
 *
 * @param id the scenario's id
 * @param title what happens
 * @param providers all providers
 * @param frozen those that are frozen together
 */
record FreezeProviders(String id, String title, Set<String> providers, List<String> frozen) implements Scenario {

	private static final int TIMES = 3;

	private static final Duration GONE = Duration.ofSeconds(10);

	/** One heartbeat interval. */
	private static final Duration BACK = Duration.ofSeconds(3);

	private static final int HEARTBEAT_MILLIS = 3000;

	/**
	 * Short, so that the calls that hang with the frozen instance do not keep the caller
	 * from making others.
	 */
	private static final String READ_TIMEOUT = "--spring.http.clients.read-timeout=1s";

	FreezeProviders {
		providers = Set.copyOf(providers);
		frozen = List.copyOf(frozen);
	}

	static FreezeProviders oneOfThree() {
		return new FreezeProviders("2a", "SIGSTOP one of 3 providers", Set.of("movie-1", "movie-2", "movie-3"),
				List.of("movie-1"));
	}

	static FreezeProviders oneOfTwo() {
		return new FreezeProviders("2b", "SIGSTOP one of 2 providers", Set.of("movie-1", "movie-2"),
				List.of("movie-1"));
	}

	static FreezeProviders oneHostWithTwoServices() {
		return new FreezeProviders("2c", "SIGSTOP a host's two services",
				Set.of("movie-1", "movie-2", "user-1", "user-2"), List.of("movie-1", "user-1"));
	}

	@Override
	public void run(Stage stage, Findings.Taker findings) {
		Cluster cluster = stage.cluster(Host.LOCAL);
		Caller caller = cluster.startAll(this.providers, READ_TIMEOUT);
		cluster.awaitGuardReleased();
		long start = Micros.now();
		for (int i = 0; i < TIMES; i++) {
			stage.progress().pass(Duration.ofMillis(stage.random().nextInt(HEARTBEAT_MILLIS)));
			long stopped = Micros.now();
			this.frozen.forEach((name) -> cluster.provider(name).freeze());
			for (String name : this.frozen) {
				findings.time("SIGSTOP: gone from the view", Promise.within(GONE), caller.awaitGone(name, stopped));
			}
			stage.progress().pass(Duration.ofMillis(stage.random().nextInt(HEARTBEAT_MILLIS)));
			long thawed = Micros.now();
			this.frozen.forEach((name) -> cluster.provider(name).thaw());
			for (String name : this.frozen) {
				findings.time("SIGCONT: back in the view", Promise.within(BACK), caller.awaitBack(name, thawed));
			}
		}
		Set<String> others = new HashSet<>(this.providers);
		others.removeAll(this.frozen);
		findings.number("others taken out of the view", Promise.NONE, caller.missing(others, start).size());
		Judge.callsTold(caller, "SIGSTOP", findings);
	}

}
