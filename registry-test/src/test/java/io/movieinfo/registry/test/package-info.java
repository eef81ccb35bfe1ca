/**
 * Tests of the faults, with real connections.
 */
@NullMarked
package io.movieinfo.registry.test;

import org.jspecify.annotations.NullMarked;
