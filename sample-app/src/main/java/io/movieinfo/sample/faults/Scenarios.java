package io.movieinfo.sample.faults;

import java.util.List;

/**
 * All scenarios, in the order in which they run.
 */
final class Scenarios {

	private Scenarios() {
	}

	static List<Scenario> all() {
		return List.of(new KillProvider(), FreezeProviders.oneOfThree(), FreezeProviders.oneOfTwo(),
				FreezeProviders.oneHostWithTwoServices(), IsolateHost.oneOfThree("2d"), IsolateHost.oneOfTwo("2e"),
				IsolateHost.withTwoServices("2f"), RollingRestart.undisturbed(), RollingRestart.withFrozenWatcher(),
				ServerAway.killed(), ServerAway.killedAndEmptied(), ServerAway.frozen(), IsolateServer.blackHole("5a"),
				IsolateServer.reject("5b"), BlockedConsumer.shortly(), BlockedConsumer.untilItsSessionIsOver(),
				new LateDeregistration(), new ColdStart());
	}

}
