/**
 * What the starter brings, and what works with it alone.
 */
@NullMarked
package io.movieinfo.registry.starter;

import org.jspecify.annotations.NullMarked;
