package io.movieinfo.registry.balancer;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Draws indexes in proportion to weights, each in constant time: Walker's alias method,
 * built as by Vose (1991). Each column is shared by an index and its alias; a draw takes
 * any column, and one of the two. Immutable.
 */
final class AliasTable {

	private static final double WHOLE = 1L << 32;

	/** Below which fraction of 2<sup>32</sup> a column's own index is drawn. */
	private final long[] limits;

	private final int[] aliases;

	/**
	 * Creates a table.
	 * @param weights all above zero, at least one
	 */
	AliasTable(double[] weights) {
		int size = weights.length;
		this.limits = new long[size];
		this.aliases = new int[size];
		double total = 0;
		for (double weight : weights) {
			total += weight;
		}
		double[] heights = new double[size];
		Deque<Integer> lower = new ArrayDeque<>();
		Deque<Integer> higher = new ArrayDeque<>();
		for (int i = 0; i < size; i++) {
			heights[i] = weights[i] * size / total;
			((heights[i] < 1) ? lower : higher).push(i);
		}
		while (!lower.isEmpty() && !higher.isEmpty()) {
			int low = lower.pop();
			int high = higher.pop();
			this.limits[low] = (long) (heights[low] * WHOLE);
			this.aliases[low] = high;
			heights[high] -= 1 - heights[low];
			((heights[high] < 1) ? lower : higher).push(high);
		}
		// what is left is full, but for rounding
		lower.forEach(this::fill);
		higher.forEach(this::fill);
	}

	/**
	 * Draws an index.
	 * @param bits of which the lower 32 count, all equally likely
	 */
	int draw(long bits) {
		// the product's upper half is the column, its lower half the place in it
		long product = (bits & 0xffff_ffffL) * this.limits.length;
		int column = (int) (product >>> 32);
		return ((product & 0xffff_ffffL) < this.limits[column]) ? column : this.aliases[column];
	}

	private void fill(int index) {
		this.limits[index] = 1L << 32;
		this.aliases[index] = index;
	}

}
