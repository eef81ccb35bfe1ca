package io.movieinfo.sample.faults;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * How the command line is understood.
 */
class ArgumentsTests {

	private static final List<Scenario> ALL = List.of(new Named("1"), new Named("2a"), new Named("2b"),
			new Named("12"));

	@Test
	void nothingMeansEverythingOnce() {
		Arguments arguments = Arguments.parse(List.of(), ALL);
		assertThat(arguments.scenarios()).isEqualTo(ALL);
		assertThat(arguments.runs()).isEqualTo(1);
		assertThat(arguments.list()).isFalse();
	}

	@Test
	void numberMeansAllItsVariantsAndNoOtherNumber() {
		assertThat(ids("2")).containsExactly("2a", "2b");
		assertThat(ids("1")).containsExactly("1");
	}

	@Test
	void scenariosRunInTheirOwnOrderAndOnce() {
		assertThat(ids("12", "2b", "1", "2b")).containsExactly("1", "2b", "12");
	}

	@Test
	void runsMayStandAnywhere() {
		assertThat(Arguments.parse(List.of("1", "--runs", "10"), ALL).runs()).isEqualTo(10);
		assertThat(Arguments.parse(List.of("--runs", "10", "1"), ALL).runs()).isEqualTo(10);
	}

	@Test
	void listIsAskedForWithOrWithoutScenarios() {
		assertThat(Arguments.parse(List.of("--list"), ALL).list()).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "0", "-1", "x", "1001", "99999999999" })
	void wrongNumberOfRunsIsRefusedWithWhatIsExpected(String runs) {
		assertThatExceptionOfType(InvalidArgumentException.class)
			.isThrownBy(() -> Arguments.parse(List.of("--runs", runs), ALL))
			.withMessage("--runs is '%s', expected a number from 1 to 1000", runs);
	}

	@Test
	void missingNumberOfRunsIsRefused() {
		assertThatExceptionOfType(InvalidArgumentException.class)
			.isThrownBy(() -> Arguments.parse(List.of("--runs"), ALL));
	}

	@ParameterizedTest
	@ValueSource(strings = { "3", "2c", "b", "" })
	void unknownScenarioIsRefusedWithThoseThereAre(String scenario) {
		assertThatExceptionOfType(InvalidArgumentException.class)
			.isThrownBy(() -> Arguments.parse(List.of(scenario), ALL))
			.withMessage("there is no scenario '%s', only 1, 2a, 2b, 12", scenario);
	}

	@Test
	void unknownOptionIsRefusedWithThoseThereAre() {
		assertThatExceptionOfType(InvalidArgumentException.class)
			.isThrownBy(() -> Arguments.parse(List.of("--fast"), ALL))
			.withMessageContaining("'--fast'")
			.withMessageContaining("--runs N, --list and --help");
	}

	@Test
	void everyScenarioHasItsOwnId() {
		assertThat(Scenarios.all()).extracting(Scenario::id)
			.doesNotHaveDuplicates()
			.allMatch((id) -> id.matches("[1-9][a-z]?"));
	}

	private static List<String> ids(String... arguments) {
		return Arguments.parse(List.of(arguments), ALL).scenarios().stream().map(Scenario::id).toList();
	}

	private record Named(String id) implements Scenario {

		@Override
		public String title() {
			return "scenario " + this.id;
		}

		@Override
		public void run(Stage stage, Findings.Taker findings) {
			throw new UnsupportedOperationException();
		}

	}

}
