/**
 * The session: one WebSocket per application that carries its registrations, heartbeats
 * and watches. Start from {@link io.movieinfo.registry.server.app.session.ClientSession}.
 */
@NullMarked
package io.movieinfo.registry.server.app.session;

import org.jspecify.annotations.NullMarked;
