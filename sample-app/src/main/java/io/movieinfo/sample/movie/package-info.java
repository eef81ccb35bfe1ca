/**
 * MovieInfo's movies, a provider. Start from {@link io.movieinfo.sample.movie.MovieRole}.
 */
@NullMarked
package io.movieinfo.sample.movie;

import org.jspecify.annotations.NullMarked;
