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
				FreezeProviders.oneHostWithTwoServices(), RollingRestart.undisturbed(),
				RollingRestart.withFrozenWatcher(), ServerAway.killed(), ServerAway.killedAndEmptied(),
				ServerAway.frozen(), BlockedConsumer.shortly(), BlockedConsumer.untilItsSessionIsOver(),
				new LateDeregistration(), new ColdStart());
	}

}
