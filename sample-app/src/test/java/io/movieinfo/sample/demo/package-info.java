/**
 * Tests of what the demo counts and prints. Start from
 * {@link io.movieinfo.sample.demo.ReportTests}.
 */
@NullMarked
package io.movieinfo.sample.demo;

import org.jspecify.annotations.NullMarked;
