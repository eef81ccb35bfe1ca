/**
 * For tests: {@link io.movieinfo.registry.test.FaultProxy} stands between two processes,
 * and does to their connections what networks do.
 */
@NullMarked
package io.movieinfo.registry.test;

import org.jspecify.annotations.NullMarked;
