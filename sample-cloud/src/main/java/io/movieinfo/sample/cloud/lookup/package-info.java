/**
 * Looks movies up as applications do that were written for Spring Cloud. Start from
 * {@link io.movieinfo.sample.cloud.lookup.LookupApplication}.
 */
@NullMarked
package io.movieinfo.sample.cloud.lookup;

import org.jspecify.annotations.NullMarked;
