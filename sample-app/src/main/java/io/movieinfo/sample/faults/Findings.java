package io.movieinfo.sample.faults;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All that was measured, over all runs, in the order in which it was first; single values
 * are in the log. For one thread.
 */
final class Findings {

	private static final Logger logger = LoggerFactory.getLogger(Findings.class);

	private final Map<Event, List<Double>> measured = new LinkedHashMap<>();

	private final List<String> notes = new ArrayList<>();

	private final List<Table.Row> otherwise = new ArrayList<>();

	private boolean broken;

	/**
	 * Returns what one scenario takes down its values with.
	 */
	Taker of(Scenario scenario) {
		return new Taker(scenario);
	}

	/**
	 * Takes down that a run has failed before everything was measured.
	 */
	void failed(Scenario scenario, int run, String reason) {
		this.broken = true;
		this.otherwise.add(new Table.Row(scenario.id(), scenario.title() + ", run " + run, "to be finished", "", "", "",
				"MISSED: " + reason));
	}

	void notRun(Scenario scenario, String reason) {
		this.otherwise.add(new Table.Row(scenario.id(), scenario.title(), "", "", "", "", "not run: " + reason));
	}

	/**
	 * Whether every promise was kept, as far as it was put to the test.
	 */
	boolean allKept() {
		return !this.broken && this.measured.entrySet()
			.stream()
			.allMatch((entry) -> entry.getKey().promise().keptBy(new Samples(entry.getValue())));
	}

	Table table() {
		List<Table.Row> rows = new ArrayList<>();
		this.measured.forEach((event, values) -> rows.add(row(event, new Samples(values))));
		rows.addAll(this.otherwise);
		return new Table(rows);
	}

	/**
	 * Returns what else there is to tell, a line each.
	 */
	List<String> notes() {
		return List.copyOf(this.notes);
	}

	private static Table.Row row(Event event, Samples samples) {
		Promise promise = event.promise();
		Promise.Kind kind = promise.kind();
		return new Table.Row(event.scenario(), event.text(), promise.text(), kind.text(samples.median()),
				kind.text(promise.worst(samples)), Integer.toString(samples.count()), promise.verdict(samples));
	}

	/**
	 * Something that was measured.
	 *
	 * @param scenario the scenario's id
	 * @param text what it is
	 * @param promise what is promised of it
	 */
	private record Event(String scenario, String text, Promise promise) {

	}

	/**
	 * Takes down what one scenario measures.
	 */
	final class Taker {

		private final Scenario scenario;

		private Taker(Scenario scenario) {
			this.scenario = scenario;
		}

		void time(String event, Promise promise, Duration time) {
			add(event, promise, time.toNanos() / 1e9);
		}

		void number(String event, Promise promise, long number) {
			add(event, promise, (double) number);
		}

		/**
		 * Takes down something to be read below the table.
		 */
		void note(String text) {
			Findings.this.notes.add(this.scenario.id() + ": " + text);
		}

		private void add(String event, Promise promise, double value) {
			logger.info("{} {}: {}", this.scenario.id(), event, promise.kind().text(value));
			Findings.this.measured
				.computeIfAbsent(new Event(this.scenario.id(), event, promise), (key) -> new ArrayList<>())
				.add(value);
		}

	}

}
