/**
 * MovieInfo, three small applications in one jar that find each other by name. Start from
 * {@link io.movieinfo.sample.MovieInfoApplication}.
 */
@NullMarked
package io.movieinfo.sample;

import org.jspecify.annotations.NullMarked;
