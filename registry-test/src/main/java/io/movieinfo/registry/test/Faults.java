package io.movieinfo.registry.test;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;

/**
 * What is wrong now in each direction, and where those wait whom it holds up.
 * Thread-safe.
 */
final class Faults {

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition changed = this.lock.newCondition();

	/** Guarded by the lock. */
	private final Map<Direction, Flow> flows = new EnumMap<>(Direction.class);

	Faults() {
		for (Direction direction : Direction.values()) {
			this.flows.put(direction, Flow.HEALTHY);
		}
	}

	void change(Direction direction, UnaryOperator<Flow> change) {
		this.lock.lock();
		try {
			this.flows.computeIfPresent(direction, (key, flow) -> change.apply(flow));
			this.changed.signalAll();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Has everybody who waits look again at whether he is to give up.
	 */
	void wake() {
		this.lock.lock();
		try {
			this.changed.signalAll();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Waits until something may pass; a change of the faults counts at once.
	 * @param cargo what is to pass
	 * @param givenUp whether there is no more use in waiting
	 * @return how it passes
	 */
	Flow awaitPassage(Direction direction, Cargo cargo, BooleanSupplier givenUp) throws InterruptedException {
		this.lock.lockInterruptibly();
		try {
			while (true) {
				Flow flow = this.flows.getOrDefault(direction, Flow.HEALTHY);
				long wait = cargo.earliestNanos(flow) - System.nanoTime();
				if (givenUp.getAsBoolean() || (!flow.held() && wait <= 0)) {
					return flow;
				}
				if (flow.held()) {
					this.changed.await();
				}
				else {
					this.changed.awaitNanos(wait);
				}
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Something that wants to pass.
	 */
	@FunctionalInterface
	interface Cargo {

		/**
		 * Returns the moment of {@link System#nanoTime} from which it may pass.
		 */
		long earliestNanos(Flow flow);

	}

}
