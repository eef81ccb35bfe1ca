package io.movieinfo.sample.faults;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is made of what the scenarios measure.
 */
class FindingsTests {

	private final Findings findings = new Findings();

	private final Scenario scenario = new Scenario() {
		@Override
		public String id() {
			return "9";
		}

		@Override
		public String title() {
			return "the sky falls";
		}

		@Override
		public void run(Stage stage, Findings.Taker taker) {
			throw new UnsupportedOperationException();
		}
	};

	private final Findings.Taker taker = this.findings.of(this.scenario);

	@Test
	void keptPromiseIsOk() {
		gone(40, 50, 450);
		assertThat(row())
			.isEqualTo(new Table.Row("9", "gone", "≤ 500 ms, median ≤ 60 ms", "50 ms", "450 ms", "3", "ok"));
		assertThat(this.findings.allKept()).isTrue();
	}

	@Test
	void singleValueBeyondThePromiseMissesIt() {
		gone(40, 50, 501);
		assertThat(row().verdict()).isEqualTo("MISSED");
		assertThat(this.findings.allKept()).isFalse();
	}

	@Test
	void medianBeyondThePromiseMissesIt() {
		gone(61, 70, 80);
		assertThat(row().verdict()).isEqualTo("MISSED");
	}

	@Test
	void valuesOfAllRunsCountTogether() {
		gone(40);
		gone(80);
		assertThat(row()).extracting(Table.Row::median, Table.Row::worst, Table.Row::runs)
			.containsExactly("60 ms", "80 ms", "2");
	}

	@Test
	void worstOfWhatMustNotBeTooSmallIsTheSmallest() {
		this.taker.number("calls", Promise.atLeast(200), 250);
		this.taker.number("calls", Promise.atLeast(200), 199);
		assertThat(row()).extracting(Table.Row::worst, Table.Row::verdict).containsExactly("199", "MISSED");
	}

	@Test
	void anyFailedCallMissesThatThereIsNone() {
		this.taker.number("failed calls", Promise.NONE, 0);
		assertThat(this.findings.allKept()).isTrue();
		this.taker.number("failed calls", Promise.NONE, 1);
		assertThat(this.findings.allKept()).isFalse();
	}

	@Test
	void whatIsOnlyToldIsNeverMissed() {
		this.taker.number("failed calls", Promise.told(Promise.Kind.NUMBER), 1_000_000);
		assertThat(row()).extracting(Table.Row::worst, Table.Row::verdict).containsExactly("1,000,000", "–");
		assertThat(this.findings.allKept()).isTrue();
	}

	@Test
	void runThatDidNotFinishMissesAll() {
		gone(40);
		this.findings.failed(this.scenario, 2, "no answer");
		assertThat(this.findings.allKept()).isFalse();
		assertThat(this.findings.table().rows()).last()
			.extracting(Table.Row::event, Table.Row::verdict)
			.containsExactly("the sky falls, run 2", "MISSED: no answer");
	}

	@Test
	void scenarioThatCannotRunMissesNothing() {
		this.findings.notRun(this.scenario, "needs root");
		assertThat(row().verdict()).isEqualTo("not run: needs root");
		assertThat(this.findings.allKept()).isTrue();
	}

	@Test
	void notesNameTheirScenario() {
		this.taker.note("it was loud");
		assertThat(this.findings.notes()).containsExactly("9: it was loud");
	}

	private void gone(int... millis) {
		for (int value : millis) {
			this.taker.time("gone", Promise.within(Duration.ofMillis(500), Duration.ofMillis(60)),
					Duration.ofMillis(value));
		}
	}

	private Table.Row row() {
		return this.findings.table().rows().get(0);
	}

}
