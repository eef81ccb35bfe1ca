package io.movieinfo.sample.home;

import java.util.List;

/**
 * What a user sees first. Each part says which instance answered it.
 *
 * @param user the user
 * @param favourites the movies that they like best, best first
 */
record HomePage(User user, List<Movie> favourites) {

	/**
	 * A user, as the user service tells.
	 *
	 * @param id the user's number
	 * @param name what to call them
	 * @param instance the id of the instance that answered
	 */
	record User(int id, String name, String instance) {

	}

	/**
	 * A movie, as the movie service tells.
	 *
	 * @param id the film's number
	 * @param title its English title
	 * @param year the year of its first showing
	 * @param director who made it
	 * @param instance the id of the instance that answered
	 */
	record Movie(int id, String title, int year, String director, String instance) {

	}

}
