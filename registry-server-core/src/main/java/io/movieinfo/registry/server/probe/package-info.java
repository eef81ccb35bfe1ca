/**
 * Asks an instance's own address and port whether anybody is there. Start from
 * {@link io.movieinfo.registry.server.probe.Prober}.
 */
@NullMarked
package io.movieinfo.registry.server.probe;

import org.jspecify.annotations.NullMarked;
