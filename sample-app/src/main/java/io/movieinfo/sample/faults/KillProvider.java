package io.movieinfo.sample.faults;

import java.time.Duration;
import java.util.Set;

import io.movieinfo.sample.process.Host;

/**
 * One provider of three is killed, again and again.
 */
final class KillProvider implements Scenario {

	private static final int KILLS = 20;

	private static final Duration WORST = Duration.ofMillis(500);

	private static final Duration MEDIAN = Duration.ofMillis(60);

	/** Leaves the machine to the processes while they react. */
	private static final Duration UNDISTURBED = Duration.ofMillis(200);

	/** How long a started process may take until it is as fast as it will be. */
	private static final Duration SETTLED = Duration.ofSeconds(3);

	private static final Duration GRACE = Duration.ofSeconds(30);

	private static final int HEARTBEAT_MILLIS = 3000;

	@Override
	public String id() {
		return "1";
	}

	@Override
	public String title() {
		return "kill -9 one of 3 providers, %d times".formatted(KILLS);
	}

	@Override
	public void run(Stage stage, Findings.Taker findings) {
		Cluster cluster = stage.cluster(Host.LOCAL);
		// what is seen is the registry's doing, not what the caller has found out itself
		Caller caller = cluster.startAll(Set.of("movie-1", "movie-2", "movie-3"),
				"--registry.client.balancer.ejection.enabled=false");
		for (int i = 0; i < KILLS; i++) {
			String id = "movie-" + (i % 3 + 1);
			stage.progress().pass(SETTLED);
			// at any moment between two heartbeats
			stage.progress().pass(Duration.ofMillis(stage.random().nextInt(HEARTBEAT_MILLIS)));
			long killed = Micros.now();
			cluster.provider(id).kill();
			cluster.provider(id).awaitEnd(GRACE);
			findings.time("kill -9: for comparison, process ended", Promise.told(Promise.Kind.TIME),
					Micros.between(killed, Micros.now()));
			stage.progress().pass(UNDISTURBED);
			Duration gone = caller.awaitGone(id, killed);
			findings.time("kill -9: gone from the view", Promise.within(WORST, MEDIAN), gone);
			findings.time("kill -9: picked no more", Promise.within(WORST, MEDIAN), caller.awaitUnpicked(id, killed));
			cluster.startProvider(id);
			caller.awaitRoutable(Set.of(id));
		}
		Judge.calls(caller, "kill -9", findings);
	}

}
