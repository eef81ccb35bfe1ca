/**
 * MovieInfo's front page, a consumer of the providers. Start from
 * {@link io.movieinfo.sample.home.HomeRole}.
 */
@NullMarked
package io.movieinfo.sample.home;

import org.jspecify.annotations.NullMarked;
