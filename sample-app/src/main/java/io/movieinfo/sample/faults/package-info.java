/**
 * The fault scenarios: break a registry server, providers and callers on purpose, as
 * processes of their own, and measure whether what is promised holds. Start from
 * {@link io.movieinfo.sample.faults.Faults}; what can happen is listed in
 * {@link io.movieinfo.sample.faults.Scenarios}.
 */
@NullMarked
package io.movieinfo.sample.faults;

import org.jspecify.annotations.NullMarked;
