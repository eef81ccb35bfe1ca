package io.movieinfo.sample.faults;

import io.movieinfo.sample.caller.CallReport;

/**
 * Judges what all scenarios are judged by.
 */
final class Judge {

	private static final double WANTED_RATE = 200;

	private Judge() {
	}

	/**
	 * Takes down how a caller's calls went since they were counted anew: none may have
	 * failed, and there must have been enough of them.
	 * @param when what happened meanwhile
	 */
	static void calls(Caller caller, String when, Findings.Taker findings) {
		CallReport report = caller.calls();
		findings.number(when + ": failed calls", Promise.NONE, report.failed());
		told(report, when, findings);
	}

	/**
	 * Takes down how many calls failed where nothing is promised of them.
	 */
	static void callsTold(Caller caller, String when, Findings.Taker findings) {
		CallReport report = caller.calls();
		findings.number(when + ": failed calls", Promise.told(Promise.Kind.NUMBER), report.failed());
		told(report, when, findings);
	}

	private static void told(CallReport report, String when, Findings.Taker findings) {
		double seconds = Micros.between(report.sinceMicros(), Micros.now()).toNanos() / 1e9;
		findings.number(when + ": calls a second", Promise.atLeast((long) WANTED_RATE),
				Math.round((report.ok() + report.failed()) / seconds));
		report.failures().forEach((failure) -> findings.note("%s: failed at %s".formatted(when, failure)));
	}

}
