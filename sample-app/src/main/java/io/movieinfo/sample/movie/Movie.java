package io.movieinfo.sample.movie;

/**
 * A film.
 *
 * @param id its number
 * @param title its English title
 * @param year the year of its first showing
 * @param director who made it
 */
record Movie(int id, String title, int year, String director) {

}
