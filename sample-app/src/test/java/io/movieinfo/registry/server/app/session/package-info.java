/**
 * What the simulation needs of the server's sessions. Start at
 * {@link io.movieinfo.registry.server.app.session.SimulatedSessions}.
 */
@NullMarked
package io.movieinfo.registry.server.app.session;

import org.jspecify.annotations.NullMarked;
