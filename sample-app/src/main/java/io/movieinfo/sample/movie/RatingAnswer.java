package io.movieinfo.sample.movie;

/**
 * How a film was rated, and who counted.
 *
 * @param movie the film's number
 * @param ratings how many ratings the instance has taken
 * @param stars how many stars they have on average
 * @param instance the id of the instance that answered
 */
record RatingAnswer(int movie, long ratings, double stars, String instance) {

}
