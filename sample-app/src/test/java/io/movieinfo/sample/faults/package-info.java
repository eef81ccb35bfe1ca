/**
 * Tests of the fault scenarios' parts; the scenarios themselves are run by
 * {@code ./faults}.
 */
@NullMarked
package io.movieinfo.sample.faults;

import org.jspecify.annotations.NullMarked;
