package io.movieinfo.registry.balancer;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Turns for weights whose cycle is too long to be laid out, after the static stride
 * scheduler of gRPC (proposal A58). The cursor goes round and round; in a cycle of as
 * many rounds as the greatest weight, an index takes its turn in as many as its own
 * weight, evenly spread. Indexes begin at different points of their cycles, spread by the
 * golden ratio, so that many of the same weight do not take their turns in the same
 * rounds. One with the greatest weight takes each, so that a turn takes no more than one
 * round.
 */
final class Stride implements Schedule {

	private static final double GOLDEN_RATIO = 0.618_033_988_749_895;

	private final long[] turns;

	private final long[] offsets;

	private final long rounds;

	Stride(long[] turns) {
		long greatest = 1;
		for (long each : turns) {
			greatest = Math.max(greatest, each);
		}
		this.turns = turns.clone();
		this.rounds = greatest;
		this.offsets = new long[turns.length];
		for (int i = 0; i < turns.length; i++) {
			this.offsets[i] = (long) (i * GOLDEN_RATIO % 1 * greatest);
		}
	}

	@Override
	public int next(AtomicLong cursor) {
		while (true) {
			long place = cursor.getAndIncrement();
			int index = (int) (place % this.turns.length);
			long round = place / this.turns.length % this.rounds;
			long turns = this.turns[index];
			if ((turns * round + this.offsets[index]) % this.rounds >= this.rounds - turns) {
				return index;
			}
		}
	}

	/**
	 * Whatever their weights: it is for the rare case that the one whose turn it is may
	 * not be picked.
	 */
	@Override
	public int any(long bits) {
		return (int) (((bits & 0xffff_ffffL) * this.turns.length) >>> 32);
	}

}
