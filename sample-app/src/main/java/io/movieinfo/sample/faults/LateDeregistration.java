package io.movieinfo.sample.faults;

import java.time.Duration;
import java.util.Set;

import io.movieinfo.sample.caller.ViewReport;
import io.movieinfo.sample.process.Host;
import io.movieinfo.sample.process.JavaProcess;
import org.jspecify.annotations.Nullable;

/**
 * A process that stood still for long ends only after another one has taken over its id.
 */
final class LateDeregistration implements Scenario {

	private static final String ID = "movie-1";

	private static final String SERVICE = Cluster.service(ID);

	private static final Duration GRACE = Duration.ofSeconds(30);

	/** For calls that hang with the frozen process. */
	private static final Duration CALLS_OVER = Duration.ofSeconds(3);

	private static final Duration AFTERWARDS = Duration.ofSeconds(12);

	@Override
	public String id() {
		return "7";
	}

	@Override
	public String title() {
		return "late SIGTERM of a predecessor with the same id";
	}

	@Override
	public void run(Stage stage, Findings.Taker findings) {
		Cluster cluster = stage.cluster(Host.LOCAL);
		Caller caller = cluster.startAll(Set.of(ID, "movie-2"), "--spring.http.clients.read-timeout=1s");
		int oldPort = port(caller);
		JavaProcess predecessor = cluster.provider(ID);
		predecessor.freeze();
		cluster.startProvider(ID + "-successor", ID, Host.LOCAL);
		int newPort = stage.progress().await("successor of " + ID, () -> portOtherThan(oldPort, caller));
		stage.progress().pass(CALLS_OVER);
		caller.reset();
		long thawed = Micros.now();
		predecessor.thaw();
		predecessor.askToStop();
		predecessor.awaitEnd(GRACE);
		findings.time("predecessor: process ended", Promise.within(GRACE), Micros.between(thawed, Micros.now()));
		stage.progress().pass(AFTERWARDS);
		findings.number("successor out of the view", Promise.NONE, caller.missing(Set.of(ID), thawed).size());
		findings.number("successor changed or replaced", Promise.NONE, (port(caller) == newPort) ? 0 : 1);
		Judge.calls(caller, "late deregistration", findings);
	}

	private static int port(Caller caller) {
		return caller.report(SERVICE)
			.instances()
			.stream()
			.filter((instance) -> instance.id().equals(ID))
			.mapToInt(ViewReport.Listed::port)
			.findFirst()
			.orElse(0);
	}

	private static @Nullable Integer portOtherThan(int old, Caller caller) {
		int port = port(caller);
		return (port != old && caller.view(SERVICE).latest().contains(ID)) ? Integer.valueOf(port) : null;
	}

}
