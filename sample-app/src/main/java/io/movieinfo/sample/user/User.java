package io.movieinfo.sample.user;

import java.util.List;

/**
 * Somebody who watches films.
 *
 * @param id the user's number
 * @param name what to call them
 * @param favourites the numbers of the movies that they like best, best first
 */
record User(int id, String name, List<Integer> favourites) {

	User {
		favourites = List.copyOf(favourites);
	}

}
