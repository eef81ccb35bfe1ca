/**
 * The registry itself: what is registered, for how long, and who is told. Start from
 * {@link io.movieinfo.registry.server.Registry}.
 */
@NullMarked
package io.movieinfo.registry.server;

import org.jspecify.annotations.NullMarked;
