package io.movieinfo.registry.balancer;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.TimeUnit;

/**
 * Leaves an endpoint alone whose calls fail, as outlier detection does elsewhere (Envoy,
 * gRPC A50). After the pause one trial call decides: back for good, or a longer pause.
 * Being slow is no failure.
 * <table>
 * <caption>Pauses</caption>
 * <tr>
 * <td>no connection came about</td>
 * <td>1 s, 2 s, 4 s … 30 s, from the start again after a success</td>
 * </tr>
 * <tr>
 * <td>5 failures in a row, or half of at least 10 calls within 5 s</td>
 * <td>5 s, 10 s, 15 s … 60 s, from the start again after a good minute</td>
 * </tr>
 * </table>
 * A call that began before the pause says nothing new when it ends. Calls are counted
 * only from a failure on, so that nothing is written while all goes well. All counters
 * may lose a call when several threads write; none of them can be wrong for longer than a
 * window.
 */
final class Ejection {

	static final long TRIAL_LIMIT_NANOS = TimeUnit.SECONDS.toNanos(10);

	private static final long FIRST_CONNECT_PAUSE = TimeUnit.SECONDS.toNanos(1);

	private static final long LONGEST_CONNECT_PAUSE = TimeUnit.SECONDS.toNanos(30);

	private static final long FAILURE_PAUSE = TimeUnit.SECONDS.toNanos(5);

	private static final long LONGEST_FAILURE_PAUSE = TimeUnit.SECONDS.toNanos(60);

	private static final long FORGET_AFTER = TimeUnit.SECONDS.toNanos(60);

	private static final long WINDOW = TimeUnit.SECONDS.toNanos(5);

	private static final int FAILURES_IN_A_ROW = 5;

	private static final int FEWEST_CALLS = 10;

	private static final int IN = 0;

	private static final int PAUSED = 1;

	private static final int TRIED = 2;

	private static final VarHandle STATE;

	private static final VarHandle UNTIL;

	static {
		try {
			MethodHandles.Lookup lookup = MethodHandles.lookup();
			STATE = lookup.findVarHandle(Ejection.class, "state", int.class);
			UNTIL = lookup.findVarHandle(Ejection.class, "until", long.class);
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

	private volatile int state = IN;

	/** Whether there has been a pause. */
	private volatile boolean paused;

	/** When the present pause began, or the last one if there is none. */
	private volatile long begun;

	/** When the pause is over, or the trial has taken too long. */
	private volatile long until;

	private volatile boolean counting;

	private volatile long windowBegun;

	private volatile int calls;

	private volatile int failures;

	private volatile int failuresInARow;

	private volatile int refusals;

	private volatile int times;

	private volatile long backSince;

	/**
	 * Whether there is nothing to be counted: neither out nor lately failed.
	 */
	boolean isQuiet() {
		return this.state == IN && !this.counting;
	}

	/**
	 * Whether it has been ejected and is not back for good.
	 */
	boolean isPending() {
		return this.state != IN;
	}

	/**
	 * Whether it must not be picked now. Not so any more when the pause is over: who is
	 * then {@linkplain #claimTrial first} makes the trial.
	 */
	boolean isOut(long nanoTime) {
		return this.state != IN && nanoTime - this.until < 0;
	}

	boolean isTried() {
		return this.state == TRIED;
	}

	long until() {
		return this.until;
	}

	/**
	 * Takes the trial for the caller, if it is time for one and no other has it. One that
	 * has not come back in time is given to the next.
	 */
	boolean claimTrial(long nanoTime) {
		long until = this.until;
		if (this.state == IN) {
			return true;
		}
		if (nanoTime - until < 0 || !UNTIL.compareAndSet(this, until, nanoTime + TRIAL_LIMIT_NANOS)) {
			return false;
		}
		STATE.compareAndSet(this, PAUSED, TRIED);
		return true;
	}

	void succeeded(long nanoTime, long begunAt) {
		if (this.state != IN) {
			// during the pause only old calls end, such as long downloads
			if (this.state == TRIED && begunAt - this.begun > 0) {
				readmit(nanoTime);
			}
			return;
		}
		this.failuresInARow = 0;
		this.refusals = 0;
		count(nanoTime, 0);
	}

	/**
	 * A trial that was given up has decided nothing.
	 */
	void cancelled(long nanoTime, long begunAt) {
		if (this.state == TRIED && begunAt - this.begun > 0) {
			this.until = nanoTime;
			STATE.compareAndSet(this, TRIED, PAUSED);
		}
	}

	/**
	 * Takes a failure into account. One of a trial begins the next pause.
	 * @return whether it is to be {@linkplain #eject ejected}
	 */
	@SuppressWarnings("NonAtomicVolatileUpdate") // a lost call does not matter
	boolean failed(boolean connecting, long nanoTime, long begunAt) {
		if (this.state == TRIED && begunAt - this.begun > 0) {
			eject(connecting, nanoTime);
			return false;
		}
		if (this.state != IN || (this.paused && begunAt - this.begun <= 0)) {
			return false;
		}
		this.failuresInARow++;
		count(nanoTime, 1);
		return connecting || this.failuresInARow >= FAILURES_IN_A_ROW
				|| (this.calls >= FEWEST_CALLS && this.failures * 2 >= this.calls);
	}

	/**
	 * Begins a pause.
	 */
	@SuppressWarnings("NonAtomicVolatileUpdate") // only who has claimed it ejects
	void eject(boolean connecting, long nanoTime) {
		long pause = pause(connecting, nanoTime);
		if (connecting) {
			this.refusals++;
		}
		else {
			this.times = timesSoFar(nanoTime) + 1;
		}
		this.begun = nanoTime;
		this.paused = true;
		this.until = nanoTime + pause;
		this.state = PAUSED;
	}

	/**
	 * Ends the pause, whatever comes of it.
	 */
	void readmit(long nanoTime) {
		this.failuresInARow = 0;
		this.refusals = 0;
		this.counting = false;
		this.backSince = nanoTime;
		this.state = IN;
	}

	private long pause(boolean connecting, long nanoTime) {
		return connecting ? Math.min(LONGEST_CONNECT_PAUSE, FIRST_CONNECT_PAUSE << Math.min(this.refusals, 10))
				: Math.min(LONGEST_FAILURE_PAUSE, FAILURE_PAUSE * (timesSoFar(nanoTime) + 1));
	}

	private int timesSoFar(long nanoTime) {
		return (this.state == IN && nanoTime - this.backSince > FORGET_AFTER) ? 0 : this.times;
	}

	@SuppressWarnings("NonAtomicVolatileUpdate") // a lost call does not matter
	private void count(long nanoTime, int failed) {
		if (!this.counting || nanoTime - this.windowBegun > WINDOW) {
			this.calls = 0;
			this.failures = 0;
			this.windowBegun = nanoTime;
			this.counting = failed > 0 || this.failuresInARow > 0;
		}
		this.calls++;
		this.failures += failed;
	}

}
