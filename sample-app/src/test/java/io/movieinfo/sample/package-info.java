/**
 * Tests of MovieInfo, of the registry's architecture, and of the whole from end to end.
 * Start from {@link io.movieinfo.sample.ArchitectureTests}.
 */
@NullMarked
package io.movieinfo.sample;

import org.jspecify.annotations.NullMarked;
