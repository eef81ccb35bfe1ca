package io.movieinfo.sample.simulation;

import java.util.ArrayDeque;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/**
 * The last things that happened, for whoever has to find out why a schedule failed, and a
 * fingerprint of all of them.
 */
final class Trace {

	private static final int KEPT = Integer.getInteger("simulation.trace", 60);

	private final LongSupplier ticker;

	private final ArrayDeque<Entry> entries = new ArrayDeque<>();

	private long fingerprint;

	private long number;

	Trace(LongSupplier ticker) {
		this.ticker = ticker;
	}

	/**
	 * Notes something; it is put into words only when somebody asks.
	 * @param facts immutable ones
	 */
	void add(String what, Object... facts) {
		if (this.entries.size() >= KEPT) {
			this.entries.removeFirst();
		}
		Entry entry = new Entry(++this.number, this.ticker.getAsLong(), what, List.of(facts));
		this.entries.addLast(entry);
		this.fingerprint = this.fingerprint * 31 + entry.nanos;
		this.fingerprint = this.fingerprint * 31 + what.hashCode();
		for (Object fact : facts) {
			this.fingerprint = this.fingerprint * 31 + (fact instanceof Record ? 1 : fact.toString().hashCode());
		}
	}

	/**
	 * Two runs with the same fingerprint did the same at the same times.
	 */
	long fingerprint() {
		return this.fingerprint;
	}

	long number() {
		return this.number;
	}

	@Override
	public String toString() {
		return this.entries.stream()
			.map((entry) -> "%6d %9.4f s  %s %s".formatted(entry.number, entry.nanos / 1e9, entry.what, entry.facts))
			.collect(Collectors.joining("\n"));
	}

	private record Entry(long number, long nanos, String what, List<Object> facts) {

	}

}
