/**
 * A deterministic simulation: real servers and real clients over a simulated network, on
 * a virtual clock, with everything that can go wrong. Start at
 * {@link io.movieinfo.sample.simulation.SimulationTests}.
 */
@NullMarked
package io.movieinfo.sample.simulation;

import org.jspecify.annotations.NullMarked;
