package io.movieinfo.sample.demo;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/**
 * What the check has found, line by line.
 */
final class Report {

	private final List<Line> lines = new ArrayList<>();

	void passed(String step, List<String> seen) {
		this.lines.add(new Line(step, "ok", seen));
	}

	void failed(String step, String reason) {
		this.lines.add(new Line(step, "FAILED", List.of(reason)));
	}

	void notRun(String step) {
		this.lines.add(new Line(step, "not run", List.of("")));
	}

	boolean allPassed() {
		return this.lines.stream().allMatch((line) -> line.result().equals("ok"));
	}

	/**
	 * Prints everything, in columns.
	 */
	void print(PrintStream out) {
		int step = width(this.lines.stream().map(Line::step).toList());
		int result = width(this.lines.stream().map(Line::result).toList());
		String format = "%-" + step + "s  %-" + result + "s  %s";
		for (Line line : this.lines) {
			String name = line.step();
			String outcome = line.result();
			for (String seen : line.seen()) {
				out.println(format.formatted(name, outcome, seen).stripTrailing());
				name = "";
				outcome = "";
			}
		}
	}

	private static int width(List<String> texts) {
		return texts.stream().mapToInt(String::length).max().orElse(1);
	}

	/**
	 * One step's line, or lines.
	 *
	 * @param step what was done
	 * @param result how it ended, in a word
	 * @param seen what was seen, a line each
	 */
	private record Line(String step, String result, List<String> seen) {

		Line {
			seen = List.copyOf(seen);
		}

	}

}
