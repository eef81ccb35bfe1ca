package io.movieinfo.sample.faults;

import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;

import io.movieinfo.sample.process.Host;

/**
 * The server is away for a while, and comes back.
 *
 * @param id the scenario's id
 * @param title what happens
 * @param way how it goes away
 * @param away for how long
 */
record ServerAway(String id, String title, Way way, Duration away) implements Scenario {

	private static final Set<String> PROVIDERS = Set.of("movie-1", "movie-2", "movie-3", "user-1", "user-2");

	private static final Duration CONNECTED = Duration.ofSeconds(30);

	/** The hold after a start, a lease, and some more. */
	private static final Duration AFTERWARDS = Duration.ofSeconds(45);

	static ServerAway killed() {
		return new ServerAway("4a", "server kill -9, back with its data after 3 min", Way.KILL, Duration.ofMinutes(3));
	}

	static ServerAway killedAndEmptied() {
		return new ServerAway("4b", "server kill -9, back without data after 3 min", Way.KILL_AND_DELETE,
				Duration.ofMinutes(3));
	}

	static ServerAway frozen() {
		return new ServerAway("4c", "server SIGSTOP for 20 s", Way.FREEZE, Duration.ofSeconds(20));
	}

	@Override
	public void run(Stage stage, Findings.Taker findings) {
		Cluster cluster = stage.cluster(Host.LOCAL);
		Caller caller = cluster.startAll(PROVIDERS);
		long left = Micros.now();
		leave(cluster);
		stage.progress().pass(this.away);
		comeBack(cluster);
		long back = Micros.now();
		Duration connected = cluster.awaitConnected(withCaller(), back);
		findings.time("server back: everyone connected again", Promise.within(CONNECTED), connected);
		stage.progress().pass(AFTERWARDS);
		findings.number("living instances out of the view", Promise.NONE, caller.missing(PROVIDERS, left).size());
		Judge.calls(caller, "server away", findings);
	}

	private static Set<String> withCaller() {
		Set<String> all = new TreeSet<>(PROVIDERS);
		all.add("caller-1");
		return all;
	}

	private void leave(Cluster cluster) {
		if (this.way == Way.FREEZE) {
			cluster.server().freeze();
		}
		else {
			cluster.killServer();
		}
	}

	private void comeBack(Cluster cluster) {
		switch (this.way) {
			case KILL -> cluster.startServer();
			case KILL_AND_DELETE -> {
				cluster.deleteData();
				cluster.startServer();
			}
			case FREEZE -> cluster.server().thaw();
		}
	}

	/**
	 * How the server goes away.
	 */
	enum Way {

		KILL, KILL_AND_DELETE, FREEZE

	}

}
