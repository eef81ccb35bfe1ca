package io.movieinfo.sample.movie;

/**
 * A film, and who told about it.
 *
 * @param id the film's number
 * @param title its English title
 * @param year the year of its first showing
 * @param director who made it
 * @param instance the id of the instance that answered
 */
record MovieAnswer(int id, String title, int year, String director, String instance) {

	static MovieAnswer of(Movie movie, String instance) {
		return new MovieAnswer(movie.id(), movie.title(), movie.year(), movie.director(), instance);
	}

}
