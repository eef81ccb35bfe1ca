package io.movieinfo.sample.faults;

import java.util.List;

/**
 * Some measured values, at least one.
 *
 * @param values the values, in order of size
 */
record Samples(List<Double> values) {

	Samples {
		if (values.isEmpty()) {
			throw new IllegalArgumentException("values is empty, expected at least one");
		}
		values = values.stream().sorted().toList();
	}

	/**
	 * Returns the value in the middle, of an even number the mean of the two there.
	 */
	double median() {
		int half = this.values.size() / 2;
		double upper = this.values.get(half);
		return (this.values.size() % 2 == 1) ? upper : (this.values.get(half - 1) + upper) / 2;
	}

	double lowest() {
		return this.values.get(0);
	}

	double highest() {
		return this.values.get(this.values.size() - 1);
	}

	int count() {
		return this.values.size();
	}

}
