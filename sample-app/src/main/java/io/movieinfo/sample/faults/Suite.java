package io.movieinfo.sample.faults;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

import io.movieinfo.sample.process.CheckFailedException;
import io.movieinfo.sample.process.Progress;
import io.movieinfo.sample.process.Setup;
import io.movieinfo.sample.process.Took;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs scenarios one after the other, and tells what was measured. Closing it, from any
 * thread, ends the present run and all of its processes.
 */
final class Suite implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(Suite.class);

	private final Setup setup;

	private final PrintStream out;

	private final Progress progress;

	private final Findings findings = new Findings();

	private volatile boolean closed;

	private volatile @Nullable Stage stage;

	Suite(Setup setup, PrintStream out) {
		this.setup = setup;
		this.out = out;
		this.progress = new Progress(out);
	}

	/**
	 * Runs the scenarios, prints the table, and writes it beside the logs.
	 * @return whether every promise was kept, as far as it was put to the test
	 */
	boolean run(Arguments arguments) {
		long start = System.nanoTime();
		for (Scenario scenario : arguments.scenarios()) {
			run(scenario, arguments.runs());
		}
		if (this.closed) {
			return false;
		}
		Table table = this.findings.table();
		this.out.println();
		table.lines().forEach(this.out::println);
		this.out.println();
		this.findings.notes().forEach(this.out::println);
		this.out.println("%s after %s".formatted(this.findings.allKept() ? "Every promise was kept" : "MISSED",
				Took.text(Took.since(start))));
		write(table);
		return this.findings.allKept();
	}

	private void run(Scenario scenario, int runs) {
		String obstacle = scenario.obstacle();
		if (obstacle != null) {
			this.findings.notRun(scenario, obstacle);
			return;
		}
		for (int run = 1; run <= runs && !this.closed; run++) {
			this.progress.begin("%-3s %s%s".formatted(scenario.id(), scenario.title(),
					(runs > 1) ? ", run %d of %d".formatted(run, runs) : ""));
			long start = System.nanoTime();
			boolean finished = run(scenario, run,
					this.setup.in(this.setup.directory().resolve(scenario.id() + "-" + run)));
			this.progress.end((finished ? "after " : "stopped after ") + Took.text(Took.since(start)));
		}
	}

	private boolean run(Scenario scenario, int run, Setup own) {
		try (Stage present = new Stage(own, this.progress, RandomGenerator.getDefault())) {
			this.stage = present;
			if (this.closed) {
				return false;
			}
			scenario.run(present, this.findings.of(scenario));
			return true;
		}
		catch (CheckFailedException ex) {
			this.findings.failed(scenario, run, String.valueOf(ex.getMessage()));
		}
		catch (RuntimeException ex) {
			logger.error("Scenario {} failed", scenario.id(), ex);
			this.findings.failed(scenario, run, ex.toString());
		}
		return false;
	}

	private void write(Table table) {
		List<String> lines = new ArrayList<>(table.markdown());
		if (!this.findings.notes().isEmpty()) {
			lines.add("");
			this.findings.notes().forEach((note) -> lines.add("- " + note));
		}
		Path file = this.setup.directory().resolve("table.md");
		try {
			Files.write(file, lines);
		}
		catch (IOException ex) {
			throw new UncheckedIOException("Could not write " + file, ex);
		}
		this.out.println("Table: " + file);
	}

	@Override
	public void close() {
		this.closed = true;
		Stage present = this.stage;
		if (present != null) {
			present.close();
		}
	}

}
