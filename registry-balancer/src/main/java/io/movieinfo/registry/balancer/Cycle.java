package io.movieinfo.registry.balancer;

import java.util.Arrays;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A whole cycle of turns, laid out in advance and walked through without end.
 * <p>
 * The order is that of a fair schedule for one processor (Baruah, Cohen, Plaxton, Varvel:
 * "Proportionate Progress", 1996): in a cycle of <i>W</i> slots the <i>k</i>-th turn,
 * from 0, of an index with <i>w</i> of them may be taken from slot <i>⌊kW/w⌋</i> on and
 * must be taken before slot <i>⌈(k+1)W/w⌉</i>. Of those that may be taken, the one that
 * must be taken first is. So at every moment each index has had its share of the turns so
 * far, less than one turn off, and none gets its turns in a burst.
 * <p>
 * Weights 5, 1 and 1, for example. The turns of the first may be taken from slots 0, 1,
 * 2, 4 and 5 on, and must be before 2, 3, 5, 6 and 7; the only turns of the others any
 * time before 7. The cycle is 0 0 0 1 0 0 2: slot 3 is free for another, because the
 * first's fourth turn may not be taken yet.
 */
final class Cycle implements Schedule {

	private final int[] slots;

	private Cycle(int[] slots) {
		this.slots = slots;
	}

	/**
	 * Lays out a cycle.
	 * @param turns each index's turns in a cycle
	 * @param total all of them
	 */
	static Cycle of(long[] turns, int total) {
		int[] slots = new int[total];
		if (total == turns.length) {
			Arrays.setAll(slots, (slot) -> slot);
			return new Cycle(slots);
		}
		long[] taken = new long[turns.length];
		PriorityQueue<Integer> takeable = new PriorityQueue<>(
				Comparator.<Integer>comparingLong((index) -> mustBeTakenBefore(taken[index], turns[index], total))
					.thenComparing(Comparator.naturalOrder()));
		// of each slot the last index whose next turn may be taken from it on, and of
		// each index the one before it, from 1 on
		int[] last = new int[total + 1];
		int[] before = new int[turns.length];
		for (int i = turns.length - 1; i >= 0; i--) {
			before[i] = last[0];
			last[0] = i + 1;
		}
		for (int slot = 0; slot < total; slot++) {
			for (int i = last[slot]; i > 0; i = before[i - 1]) {
				takeable.add(i - 1);
			}
			int index = takeable.remove();
			slots[slot] = index;
			taken[index]++;
			int from = Math.max(slot + 1, (int) (taken[index] * total / turns[index]));
			before[index] = last[from];
			last[from] = index + 1;
		}
		return new Cycle(slots);
	}

	private static long mustBeTakenBefore(long taken, long turns, int total) {
		return ((taken + 1) * total + turns - 1) / turns;
	}

	int length() {
		return this.slots.length;
	}

	@Override
	public int next(AtomicLong cursor) {
		return this.slots[(int) (cursor.getAndIncrement() % this.slots.length)];
	}

	@Override
	public int any(long bits) {
		return this.slots[(int) (((bits & 0xffff_ffffL) * this.slots.length) >>> 32)];
	}

}
