package io.movieinfo.sample.faults;

import org.jspecify.annotations.Nullable;

/**
 * Something that goes wrong, and what is promised for it. One object may run any number
 * of times, one after the other.
 */
interface Scenario {

	/**
	 * Its number, with a letter if it has variants: {@code 2b}.
	 */
	String id();

	/**
	 * What happens, in a few words.
	 */
	String title();

	/**
	 * Says why it cannot run on this machine, {@code null} if it can.
	 */
	default @Nullable String obstacle() {
		return null;
	}

	/**
	 * Lets it happen once, and takes down what was measured.
	 * @throws io.movieinfo.sample.process.CheckFailedException if it did not come as far
	 * as to measure
	 */
	void run(Stage stage, Findings.Taker findings);

}
