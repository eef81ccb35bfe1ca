package io.movieinfo.sample.user;

import java.util.List;

/**
 * A user, and who told about them.
 *
 * @param id the user's number
 * @param name what to call them
 * @param favourites the numbers of the movies that they like best, best first
 * @param instance the id of the instance that answered
 */
record UserAnswer(int id, String name, List<Integer> favourites, String instance) {

	static UserAnswer of(User user, String instance) {
		return new UserAnswer(user.id(), user.name(), user.favourites(), instance);
	}

}
