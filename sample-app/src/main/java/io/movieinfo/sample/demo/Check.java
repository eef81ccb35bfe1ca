package io.movieinfo.sample.demo;

import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

import io.movieinfo.sample.process.CheckFailedException;
import io.movieinfo.sample.process.Progress;
import io.movieinfo.sample.process.Took;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the scenario's steps one after the other, up to the first that fails, and reports.
 */
final class Check {

	private static final Logger logger = LoggerFactory.getLogger(Check.class);

	private final Progress progress;

	private final Report report = new Report();

	private final BooleanSupplier ending;

	/**
	 * Creates a check.
	 * @param progress tells how far it is
	 * @param ending whether this process is told to end; nothing counts any more then
	 */
	Check(Progress progress, BooleanSupplier ending) {
		this.progress = progress;
		this.ending = ending;
	}

	/**
	 * Runs the steps.
	 * @param steps by their names, in order; each returns what was seen, a line each
	 * @return whether all of them passed
	 */
	boolean run(Map<String, Supplier<List<String>>> steps, PrintStream out) {
		long start = System.nanoTime();
		for (Map.Entry<String, Supplier<List<String>>> step : steps.entrySet()) {
			run(step.getKey(), step.getValue());
			if (this.ending.getAsBoolean()) {
				return false;
			}
		}
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
			failed(step, String.valueOf(ex.getMessage()));
		}
		catch (RuntimeException ex) {
			logger.error("The step '{}' failed", step, ex);
			failed(step, ex.toString());
		}
	}

	private void failed(String step, String reason) {
		this.progress.end(this.ending.getAsBoolean() ? "interrupted" : "FAILED");
		this.report.failed(step, reason);
	}

}
