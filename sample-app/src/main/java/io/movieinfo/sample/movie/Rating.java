package io.movieinfo.sample.movie;

/**
 * What somebody thinks of a film.
 *
 * @param stars 1 to 5
 */
record Rating(int stars) {

	private static final int MOST_STARS = 5;

	Rating {
		if (stars < 1 || stars > MOST_STARS) {
			throw new IllegalArgumentException("stars is %d, expected 1 to %d".formatted(stars, MOST_STARS));
		}
	}

}
