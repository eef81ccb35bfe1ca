package io.movieinfo.sample.movie;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How often each movie was rated, and how well; each instance counts for itself.
 * Thread-safe.
 */
final class Ratings {

	private final Map<Integer, Sum> byMovie = new ConcurrentHashMap<>();

	/**
	 * Takes a rating of a movie.
	 * @return all that it has by now
	 */
	Sum add(Movie movie, Rating rating) {
		return this.byMovie.merge(movie.id(), new Sum(1, rating.stars()), Sum::plus);
	}

	/**
	 * Some ratings together.
	 *
	 * @param ratings how many there are
	 * @param stars how many stars they have
	 */
	record Sum(long ratings, long stars) {

		Sum plus(Sum other) {
			return new Sum(this.ratings + other.ratings, this.stars + other.stars);
		}

		double average() {
			return (double) this.stars / this.ratings;
		}

	}

}
