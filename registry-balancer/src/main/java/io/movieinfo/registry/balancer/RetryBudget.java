package io.movieinfo.registry.balancer;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * How many requests to one service may be sent again, so that callers do not multiply its
 * outage. Thread-safe, never blocks, allocates nothing.
 * <p>
 * The credit is counted in calls, not in time, and so is right at any rate: every call
 * earns a share of a repeat, every repeat costs one, and one that fails as well costs a
 * second one and three quarters of what was saved beyond five. So repeats that help may
 * be as many as the share, after calm for up to 100 calls at once, as when an instance
 * dies that many are waiting for; repeats that do not help are soon no more than half of
 * it. At 20 %, an outage of all instances meets at most 1.2 times the calls, in whatever
 * run of some dozens, unless callers were many enough to repeat at the same moment.
 */
public final class RetryBudget {

	private static final long REPEAT = 100;

	/** What there is at first, and what a failure does not take from what was saved. */
	private static final long ALWAYS = 5 * REPEAT;

	private static final long MOST = 100 * REPEAT;

	/** A debt ends within 50 calls, lest an outage be felt long after it. */
	private static final long LEAST = -10 * REPEAT;

	private final int percent;

	/** In hundredths of a repeat. */
	private final AtomicLong credit = new AtomicLong(ALWAYS);

	private final LongAdder allowed = new LongAdder();

	private final LongAdder refused = new LongAdder();

	/**
	 * Creates the budget of one service.
	 * @param percent how many of 100 calls may be repeated, from 0 (none) to 100
	 */
	public RetryBudget(int percent) {
		if (percent < 0 || percent > 100) {
			throw new IllegalArgumentException("percent is %d, expected 0 to 100".formatted(percent));
		}
		this.percent = percent;
	}

	/**
	 * Counts a call, whatever becomes of it; its repeats are no calls.
	 */
	public void called() {
		if (this.credit.get() < MOST) {
			this.credit.accumulateAndGet(this.percent, (credit, earned) -> Math.min(MOST, credit + earned));
		}
	}

	/**
	 * Takes what a repeat costs.
	 * @return whether there was enough, and the repeat may be sent
	 */
	public boolean tryRepeat() {
		boolean enough = this.percent > 0 && take();
		(enough ? this.allowed : this.refused).increment();
		return enough;
	}

	/**
	 * Returns how many repeats there was enough for so far.
	 */
	public long allowed() {
		return this.allowed.sum();
	}

	/**
	 * Returns how many repeats there was not enough for so far.
	 */
	public long refused() {
		return this.refused.sum();
	}

	/**
	 * Gives back what was taken for a repeat that was not sent.
	 */
	public void notRepeated() {
		this.credit.accumulateAndGet(REPEAT, (credit, cost) -> Math.min(MOST, credit + cost));
	}

	/**
	 * Counts a repeat that failed as the call before it did.
	 */
	public void repeatFailed() {
		this.credit.accumulateAndGet(REPEAT, RetryBudget::afterFailure);
	}

	private boolean take() {
		long credit = this.credit.get();
		while (credit >= REPEAT) {
			if (this.credit.compareAndSet(credit, credit - REPEAT)) {
				return true;
			}
			credit = this.credit.get();
		}
		return false;
	}

	private static long afterFailure(long credit, long cost) {
		long kept = (credit > ALWAYS) ? Math.max(ALWAYS, credit / 4) : credit;
		return Math.max(LEAST, kept - cost);
	}

	@Override
	public String toString() {
		return "%d %%, enough for %d repeats now".formatted(this.percent, Math.max(0, this.credit.get() / REPEAT));
	}

}
