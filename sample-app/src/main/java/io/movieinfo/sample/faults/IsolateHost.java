package io.movieinfo.sample.faults;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.movieinfo.sample.network.VirtualNetwork;
import org.jspecify.annotations.Nullable;

/**
 * The network of a host with providers swallows everything, and later is well again.
 */
final class IsolateHost implements Scenario {

	private static final Duration WITHIN = Duration.ofSeconds(10);

	/** Longer than leases and sessions last. */
	private static final Duration OUTAGE = Duration.ofSeconds(20);

	/**
	 * Short, so that the calls that hang with an unreachable instance do not keep the
	 * caller from making others.
	 */
	private static final String READ_TIMEOUT = "--spring.http.clients.read-timeout=1s";

	private static final String ISOLATED = "host-1";

	private final String id;

	private final String title;

	private final Map<String, List<String>> providers;

	private IsolateHost(String id, String title, Map<String, List<String>> providers) {
		this.id = id;
		this.title = title;
		this.providers = providers;
	}

	static IsolateHost oneOfThree(String id) {
		return new IsolateHost(id, "the network of one of 3 providers is a black hole",
				Map.of(ISOLATED, List.of("movie-1"), "host-2", List.of("movie-2"), "host-3", List.of("movie-3")));
	}

	static IsolateHost oneOfTwo(String id) {
		return new IsolateHost(id, "the network of one of 2 providers is a black hole",
				Map.of(ISOLATED, List.of("movie-1"), "host-2", List.of("movie-2")));
	}

	static IsolateHost withTwoServices(String id) {
		return new IsolateHost(id, "the network of one of 2 hosts with 2 services is a black hole",
				Map.of(ISOLATED, List.of("movie-1", "user-1"), "host-2", List.of("movie-2", "user-2")));
	}

	@Override
	public String id() {
		return this.id;
	}

	@Override
	public String title() {
		return this.title;
	}

	@Override
	public @Nullable String obstacle() {
		return VirtualNetwork.obstacle();
	}

	@Override
	public void run(Stage stage, Findings.Taker findings) {
		Hosts hosts = Hosts.start(stage, this.providers, READ_TIMEOUT);
		// no lease runs out in the first 30 s of a server
		hosts.cluster().awaitGuardReleased();
		long cut = Micros.now();
		hosts.network().blackHole(ISOLATED);
		for (String lost : hosts.on(ISOLATED)) {
			findings.time("black hole: gone from the view", Promise.within(WITHIN),
					hosts.caller().awaitGone(lost, cut));
		}
		stage.progress().pass(OUTAGE.minus(Micros.between(cut, Micros.now())));
		long healed = Micros.now();
		hosts.network().heal(ISOLATED);
		hosts.awaitListed(hosts.on(ISOLATED));
		for (String back : hosts.on(ISOLATED)) {
			Long there = hosts.caller().view(Cluster.service(back)).there(back, healed);
			findings.time("black hole healed: back in the view", Promise.within(WITHIN),
					Micros.between(healed, Objects.requireNonNull(there)));
		}
		findings.number("black hole: others taken out", Promise.NONE,
				hosts.caller().missing(hosts.elsewhere(ISOLATED), cut).size());
		Judge.callsTold(hosts.caller(), "black hole", findings);
	}

}
