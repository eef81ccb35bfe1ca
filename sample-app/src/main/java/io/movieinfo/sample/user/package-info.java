/**
 * MovieInfo's users and their favourite movies, a provider. Start from
 * {@link io.movieinfo.sample.user.UserRole}.
 */
@NullMarked
package io.movieinfo.sample.user;

import org.jspecify.annotations.NullMarked;
