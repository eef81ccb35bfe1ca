/**
 * Tests of the fault scenarios' consumer.
 */
@NullMarked
package io.movieinfo.sample.caller;

import org.jspecify.annotations.NullMarked;
