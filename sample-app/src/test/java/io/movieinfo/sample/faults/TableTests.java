package io.movieinfo.sample.faults;

import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How results look.
 */
class TableTests {

	private final Table table = new Table(List.of(new Table.Row("1", "gone", "≤ 10 s", "9.1 s", "9.3 s", "20", "ok"),
			new Table.Row("2a", "a|b", "none", "0", "1", "1", "MISSED")));

	@Test
	void columnsAreAsWideAsTheirWidestCell() {
		assertThat(this.table.lines()).containsExactly("    event  promise  median  worst  runs  verdict",
				"1   gone   ≤ 10 s   9.1 s   9.3 s  20    ok", "2a  a|b    none     0       1      1     MISSED");
	}

	@Test
	void markdownHasAHeadAndEscapesItsOwnSigns() {
		assertThat(this.table.markdown()).containsExactly("|  | event | promise | median | worst | runs | verdict |",
				"| --- | --- | --- | --- | --- | --- | --- |", "| 1 | gone | ≤ 10 s | 9.1 s | 9.3 s | 20 | ok |",
				"| 2a | a\\|b | none | 0 | 1 | 1 | MISSED |");
	}

}
