package io.movieinfo.sample.demo;

import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the scenario's steps one after the other, up to the first that fails, and reports.
 */
final class Check {

	private static final Logger logger = LoggerFactory.getLogger(Check.class);

	private final Progress progress;

	private final Report report = new Report();

	Check(Progress progress) {
		this.progress = progress;
	}

	/**
	 * Runs the steps.
	 * @param steps by their names, in order; each returns what was seen, a line each
	 * @return whether all of them passed
	 */
	boolean run(Map<String, Supplier<List<String>>> steps, PrintStream out) {
		long start = System.nanoTime();
		steps.forEach(this::run);
		out.println();
		this.report.print(out);
		out.println();
		out.println("%s after %s".formatted(this.report.allPassed() ? "All passed" : "FAILED",
				Took.text(Took.since(start))));
		return this.report.allPassed();
	}

	private void run(String step, Supplier<List<String>> action) {
		if (!this.report.allPassed()) {
			this.report.notRun(step);
			return;
		}
		this.progress.begin(step);
		long start = System.nanoTime();
		try {
			List<String> seen = action.get();
			this.progress.end("ok after " + Took.text(Took.since(start)));
			this.report.passed(step, seen);
		}
		catch (CheckFailedException ex) {
			this.progress.end("FAILED");
			this.report.failed(step, String.valueOf(ex.getMessage()));
		}
		catch (RuntimeException ex) {
			this.progress.end("FAILED");
			this.report.failed(step, ex.toString());
			logger.error("The step '{}' failed", step, ex);
		}
	}

}
