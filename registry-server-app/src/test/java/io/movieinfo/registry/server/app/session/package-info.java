/**
 * Tests of the session over real WebSockets.
 */
@NullMarked
package io.movieinfo.registry.server.app.session;

import org.jspecify.annotations.NullMarked;
