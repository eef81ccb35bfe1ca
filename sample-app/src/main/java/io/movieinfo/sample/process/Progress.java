package io.movieinfo.sample.process;

import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * Tells people what is going on: a line for each step, and a dot for each second that
 * they have to wait. Plain text, so that it reads the same in a file.
 */
public final class Progress {

	/** For slow machines: nothing here takes that long on a usual one. */
	public static final Duration PATIENCE = Duration.ofMinutes(2);

	private static final Duration POLL = Duration.ofMillis(10);

	private static final Duration REST = Duration.ofMillis(200);

	private final PrintStream out;

	private long nextDot;

	public Progress(PrintStream out) {
		this.out = out;
	}

	/**
	 * Begins a step's line; {@link #end} ends it.
	 */
	public void begin(String step) {
		this.out.print(step + " ");
		this.out.flush();
		this.nextDot = System.nanoTime() + Duration.ofSeconds(1).toNanos();
	}

	public void end(String outcome) {
		this.out.println(" " + outcome);
	}

	public void line(String text) {
		this.out.println(text);
	}

	/**
	 * Waits until a condition holds.
	 * @param what what is waited for, to complete the sentence "no ... within"
	 * @throws CheckFailedException if it takes longer than {@link #PATIENCE}
	 */
	public void until(String what, Supplier<Boolean> condition) {
		await(what, () -> condition.get() ? Boolean.TRUE : null);
	}

	/**
	 * Waits until there is something.
	 * @param what what is waited for, to complete the sentence "no ... within"
	 * @param source returns {@code null} until it is there
	 * @throws CheckFailedException if it takes longer than {@link #PATIENCE}
	 */
	public <T> T await(String what, Supplier<@Nullable T> source) {
		long start = System.nanoTime();
		while (true) {
			T found = source.get();
			if (found != null) {
				return found;
			}
			if (System.nanoTime() - start > PATIENCE.toNanos()) {
				throw new CheckFailedException("no %s within %d s".formatted(what, PATIENCE.toSeconds()));
			}
			pause(POLL);
		}
	}

	/**
	 * Lets a moment pass, without a word.
	 */
	public void rest() {
		LockSupport.parkNanos(REST.toNanos());
	}

	/**
	 * Lets time pass, as a part of a step.
	 */
	public void pass(Duration duration) {
		long end = System.nanoTime() + duration.toNanos();
		while (System.nanoTime() - end < 0) {
			pause(POLL);
		}
	}

	private void pause(Duration duration) {
		LockSupport.parkNanos(duration.toNanos());
		if (System.nanoTime() - this.nextDot >= 0) {
			this.nextDot += Duration.ofSeconds(1).toNanos();
			this.out.print('.');
			this.out.flush();
		}
	}

}
