package io.movieinfo.sample.home;

import java.util.List;

/**
 * What the user service answers.
 *
 * @param id the user's number
 * @param name what to call them
 * @param favourites the numbers of the movies that they like best, best first
 * @param instance the id of the instance that answered
 */
record UserWithFavourites(int id, String name, List<Integer> favourites, String instance) {

	UserWithFavourites {
		favourites = List.copyOf(favourites);
	}

	HomePage.User withoutFavourites() {
		return new HomePage.User(this.id, this.name, this.instance);
	}

}
