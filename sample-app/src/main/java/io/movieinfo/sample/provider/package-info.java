/**
 * What MovieInfo's providers share. Start from
 * {@link io.movieinfo.sample.provider.ThisInstance}.
 */
@NullMarked
package io.movieinfo.sample.provider;

import org.jspecify.annotations.NullMarked;
