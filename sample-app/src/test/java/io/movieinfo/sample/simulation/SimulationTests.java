package io.movieinfo.sample.simulation;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Runs the real server and the real client through many schedules of faults, on virtual
 * time, and checks the watch rules, the leases and the drains of each from outside. A
 * schedule is decided by its seed alone. The build runs the first few hundred, always the
 * same ones.
 * <p>
 * Many more, 100,000 here: <pre>
 * mvn verify -pl sample-app -am -Dtest=SimulationTests -Dsurefire.failIfNoSpecifiedTests=false -Dsimulation.schedules=100000
 * </pre> Others: {@code -Dsimulation.first=1000000}. One alone, as a failure prints it:
 * {@code -Dsimulation.seed=17}, with {@code -Dsimulation.trace=500} for a longer trace.
 */
class SimulationTests {

	private static final ErrorLog log = new ErrorLog();

	@BeforeAll
	static void openLog() {
		log.open();
	}

	@AfterAll
	static void closeLog() {
		log.close();
	}

	@Test
	void everyScheduleKeepsTheRules() throws InterruptedException {
		Long only = Long.getLong("simulation.seed");
		long first = (only != null) ? only : Long.getLong("simulation.first", 1);
		long schedules = (only != null) ? 1 : Long.getLong("simulation.schedules", 300);
		assertThat(schedules).isPositive();
		assertThat(SimulationRun.run(first, schedules, Runtime.getRuntime().availableProcessors(), log)).isNull();
	}

	@Test
	void sameSeedIsTheSameSchedule() {
		for (long seed = 1; seed <= 10; seed++) {
			assertThat(new Simulation(seed).run()).as("seed %d", seed).isEqualTo(new Simulation(seed).run());
		}
	}

}
