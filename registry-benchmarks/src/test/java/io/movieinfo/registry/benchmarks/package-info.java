/**
 * Runs the stress tests, which are in the packages that they test; start at
 * {@link StressTests}.
 */
@NullMarked
package io.movieinfo.registry.benchmarks;

import org.jspecify.annotations.NullMarked;
