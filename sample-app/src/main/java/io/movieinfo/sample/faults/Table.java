package io.movieinfo.sample.faults;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The scenarios' results, for people.
 *
 * @param rows a row for each thing measured
 */
record Table(List<Row> rows) {

	private static final Row HEAD = new Row("", "event", "promise", "median", "worst", "runs", "verdict");

	Table {
		rows = List.copyOf(rows);
	}

	/**
	 * Returns it in columns, a line for each row.
	 */
	List<String> lines() {
		List<Row> all = new ArrayList<>(List.of(HEAD));
		all.addAll(this.rows);
		int columns = HEAD.cells().size();
		int[] widths = IntStream.range(0, columns)
			.map((column) -> all.stream().mapToInt((row) -> row.cells().get(column).length()).max().orElse(0))
			.toArray();
		return all.stream().map((row) -> line(row, widths)).toList();
	}

	/**
	 * Returns it as a table of Markdown, a line for each row.
	 */
	List<String> markdown() {
		List<String> lines = new ArrayList<>();
		lines.add(markdown(HEAD));
		lines.add(HEAD.cells().stream().map((cell) -> "---").collect(Collectors.joining(" | ", "| ", " |")));
		this.rows.forEach((row) -> lines.add(markdown(row)));
		return lines;
	}

	private static String line(Row row, int[] widths) {
		return IntStream.range(0, widths.length)
			.mapToObj((column) -> pad(row.cells().get(column), widths[column]))
			.collect(Collectors.joining("  "))
			.stripTrailing();
	}

	private static String pad(String text, int width) {
		return text + " ".repeat(width - text.length());
	}

	private static String markdown(Row row) {
		return row.cells()
			.stream()
			.map((cell) -> cell.replace("|", "\\|").replace("\n", " "))
			.collect(Collectors.joining(" | ", "| ", " |"));
	}

	/**
	 * One row.
	 *
	 * @param scenario the scenario's id
	 * @param event what was measured
	 * @param promise what is promised of it
	 * @param median its median
	 * @param worst its worst value
	 * @param runs how often it was measured
	 * @param verdict whether the promise was kept
	 */
	record Row(String scenario, String event, String promise, String median, String worst, String runs,
			String verdict) {

		List<String> cells() {
			return List.of(this.scenario, this.event, this.promise, this.median, this.worst, this.runs, this.verdict);
		}

	}

}
