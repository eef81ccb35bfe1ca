package io.movieinfo.sample.simulation;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;

/**
 * Runs many schedules, one on each processor at a time.
 */
final class SimulationRun {

	private SimulationRun() {
	}

	/**
	 * Runs the schedules of consecutive seeds until one fails.
	 * @return how that one failed, {@code null} if none did
	 */
	static @Nullable String run(long firstSeed, long schedules, int workers, ErrorLog log) throws InterruptedException {
		AtomicLong next = new AtomicLong(firstSeed);
		AtomicReference<@Nullable String> failure = new AtomicReference<>();
		List<Thread> threads = IntStream.range(0, workers).mapToObj((number) -> new Thread(() -> {
			long seed = next.getAndIncrement();
			while (seed < firstSeed + schedules && failure.get() == null) {
				String failed = failure(seed, log);
				if (failed != null) {
					failure.compareAndSet(null, failed);
				}
				seed = next.getAndIncrement();
			}
		}, "simulation-" + number)).toList();
		threads.forEach(Thread::start);
		for (Thread thread : threads) {
			thread.join();
		}
		return failure.get();
	}

	/**
	 * Runs one schedule on the calling thread.
	 * @return how it failed, {@code null} if it did not
	 */
	@SuppressWarnings("CatchingUnchecked") // whatever it is, the seed must be told
	static @Nullable String failure(long seed, ErrorLog log) {
		String failure = null;
		Simulation simulation = new Simulation(seed);
		try {
			simulation.run();
		}
		catch (Throwable ex) {
			failure = simulation.judge.verdict();
			if (failure == null) {
				StringWriter text = new StringWriter();
				ex.printStackTrace(new PrintWriter(text));
				failure = text.toString();
			}
		}
		List<String> errors = log.take();
		if (failure == null && errors.isEmpty()) {
			return null;
		}
		return """
				Seed %d: %s
				Logged as errors: %s
				Again: mvn verify -pl sample-app -am -Dtest=SimulationTests -Dsurefire.failIfNoSpecifiedTests=false -Dsimulation.seed=%d
				"""
			.formatted(seed, failure, errors, seed);
	}

}
