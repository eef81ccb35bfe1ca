package io.movieinfo.sample.faults;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;

import io.movieinfo.sample.network.VirtualNetwork;
import org.jspecify.annotations.Nullable;

/**
 * The server is cut off from everybody else, who still reach each other; meanwhile a
 * provider is killed.
 */
final class IsolateServer implements Scenario {

	private static final String SERVICE = "movie-service";

	private static final Duration OUTAGE = Duration.ofMinutes(2);

	private static final Duration BEFORE_THE_KILL = Duration.ofSeconds(60);

	/** The server has been up for long enough to judge silence. */
	private static final Duration START_HOLD = Duration.ofSeconds(31);

	/** All that could still change after the outage, has. */
	private static final Duration AFTERWARDS = Duration.ofSeconds(45);

	/** Clients try again every 5 s at the latest, and have 3 s to be welcomed. */
	private static final Duration BACK_WITHIN = Duration.ofSeconds(30);

	private final String id;

	private final String what;

	private final BiConsumer<VirtualNetwork, String> fault;

	private IsolateServer(String id, String what, BiConsumer<VirtualNetwork, String> fault) {
		this.id = id;
		this.what = what;
		this.fault = fault;
	}

	static IsolateServer blackHole(String id) {
		return new IsolateServer(id, "black hole", VirtualNetwork::blackHole);
	}

	static IsolateServer reject(String id) {
		return new IsolateServer(id, "reject", VirtualNetwork::reject);
	}

	@Override
	public String id() {
		return this.id;
	}

	@Override
	public String title() {
		return "%s between the server and everybody else for %d minutes".formatted(this.what, OUTAGE.toMinutes());
	}

	@Override
	public @Nullable String obstacle() {
		return VirtualNetwork.obstacle();
	}

	@Override
	public void run(Stage stage, Findings.Taker findings) {
		Hosts hosts = Hosts.start(stage, Map.of("host-1", List.of("movie-1"), "host-2", List.of("movie-2"), "host-3",
				List.of("movie-3"), "host-4", List.of("movie-4")));
		PublishedView view = stage.closeAtEnd(PublishedView.open(hosts.cluster().serverUrl(), SERVICE),
				PublishedView::close);
		stage.progress().until("view of the server", () -> view.timeline().latest().containsAll(hosts.all()));
		stage.progress().pass(START_HOLD);
		hosts.caller().reset();
		long cut = Micros.now();
		this.fault.accept(hosts.network(), Hosts.SERVER);
		stage.progress().pass(BEFORE_THE_KILL);
		// one that the server still has in routing
		String killed = view.timeline().latest().iterator().next();
		hosts.cluster().provider(killed).kill();
		stage.progress().pass(OUTAGE.minus(BEFORE_THE_KILL));
		long healed = Micros.now();
		hosts.network().heal(Hosts.SERVER);
		findings.time(this.what + " healed: killed one gone from the caller's view", Promise.within(BACK_WITHIN),
				hosts.caller().awaitGone(killed, healed));
		Set<String> living = new TreeSet<>(hosts.all());
		living.remove(killed);
		hosts.awaitListed(living);
		stage.progress().pass(AFTERWARDS);
		judge(hosts, view, living, cut, healed, findings);
		Judge.calls(hosts.caller(), this.what, findings);
	}

	private void judge(Hosts hosts, PublishedView view, Set<String> living, long cut, long healed,
			Findings.Taker findings) {
		Timeline published = view.timeline();
		findings.number(this.what + ": most living ones taken out by the server at a time",
				Promise.atMost(hosts.all().size() / 2), view.mostMissing(living, cut));
		for (String id : living) {
			findings.number(this.what + " healed: changes of a living one at the server", Promise.atMost(1),
					published.transitions(id, healed));
			findings.number(this.what + " healed: changes of a living one at the caller", Promise.atMost(2),
					hosts.caller().view(SERVICE).transitions(id, healed));
			Long back = published.there(id, healed);
			findings.time(this.what + " healed: living one routable again", Promise.within(BACK_WITHIN),
					(back != null) ? Micros.between(healed, back) : AFTERWARDS);
		}
	}

}
